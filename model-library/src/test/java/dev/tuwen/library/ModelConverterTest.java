package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.conversion.TargetType;
import dev.tuwen.model.ModelUnusableException;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.weights.ConfigFormatException;
import dev.tuwen.weights.ModelFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Converting models on the disk. What is in the files is tested with the golden data.
class ModelConverterTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private ModelLibrary library;

    @BeforeEach
    void open() {
        library = new ModelLibrary(home);
    }

    private Path copied(String golden, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : List.of("config.json", "tokenizer.model", "tokenizer_config.json", "model.safetensors")) {
            Files.copy(GoldenFolder.of(golden).resolve(name), to.resolve(name));
        }
        return to;
    }

    private List<Path> convert(Path source, Path out, WorkListener listener) {
        return new ModelConverter(library).convert(source, TargetType.Q4_0, out, listener);
    }

    @Test
    void writesTheDecoderAndThePartThatSeesBesideIt() {
        // given
        Path out = home.resolve("new/v2.gguf");
        var told = new ArrayList<WorkListener.WorkProgress>();

        // when
        List<Path> files = convert(GoldenFolder.of("v2"), out, told::add);

        // then
        assertThat(files).containsExactly(out, out.resolveSibling("mmproj-v2.gguf"));
        assertThat(out.getParent()).isDirectoryNotContaining("glob:**.part");
        MemoryFit.Look look = MemoryFit.look(out).orElseThrow();
        assertThat(look.seesPictures()).isTrue();
        assertThat(told).isNotEmpty();
        assertThat(told.getLast().fraction()).isEqualTo(1.0);
        assertThat(told.getLast().bytes()).isLessThanOrEqualTo(told.getLast().totalBytes());
    }

    @Test
    void replacesAFileWhenTheNewOneIsWhole() throws IOException {
        Path out = Files.writeString(home.resolve("a.gguf"), "old");

        convert(GoldenFolder.of("text"), out, WorkListener.NONE);

        assertThat(MemoryFit.look(out)).isPresent();
    }

    @Test
    void leavesNothingBehindWhenItIsStopped() throws IOException {
        // given
        Path out = Files.writeString(home.resolve("a.gguf"), "old");
        var stopping = new WorkListener() {
            private int asked;

            @Override
            public void progress(WorkProgress progress) {}

            @Override
            public boolean cancelled() {
                return ++asked > 5;
            }
        };

        // then
        assertThatThrownBy(() -> convert(GoldenFolder.of("v2"), out, stopping))
                .isInstanceOf(CancellationException.class);
        assertThat(out).hasContent("old");
        assertThat(home).isDirectoryNotContaining("glob:**.part");
        assertThat(home.resolve("mmproj-a.gguf")).doesNotExist();
    }

    @Test
    void leavesNothingBehindWhenAFileIsDamaged() throws IOException {
        // given: matrices of whole numbers, which are found out in the middle
        Path model = copied("text", home.resolve("model"));
        Path weights = model.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        String head = new String(bytes, 8, bytes.length - 8, StandardCharsets.ISO_8859_1);
        int place = 8 + head.indexOf("\"F16\"", head.indexOf("layers.2.mlp.up_proj"));
        System.arraycopy("\"I16\"".getBytes(StandardCharsets.US_ASCII), 0, bytes, place, 5);
        Files.write(weights, bytes);

        // then
        assertThatThrownBy(() -> convert(model, home.resolve("out/a.gguf"), WorkListener.NONE))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("I16");
        assertThat(home.resolve("out")).isEmptyDirectory();
    }

    @Test
    void refusesToReplaceWhatItReads() throws IOException {
        Path file = home.resolve("a.gguf");
        Files.copy(GoldenFolder.of("text_gguf").resolve("text-f16.gguf"), file);

        assertThatThrownBy(() -> convert(file, file, WorkListener.NONE))
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining("a file of the model that is converted; choose another name");
        assertThat(file).hasSameBinaryContentAs(GoldenFolder.of("text_gguf").resolve("text-f16.gguf"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.bin", "a", "gguf"})
    void wantsTheUsualEnding(String name) {
        assertThatThrownBy(() -> convert(GoldenFolder.of("text"), home.resolve(name), WorkListener.NONE))
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining("does not end in '.gguf'");
    }

    @Test
    void saysThatATokenizerIsAnotherModels() throws IOException {
        Path model = copied("text", home.resolve("model"));
        Path tokenizer = model.resolve("tokenizer.model");
        Files.write(tokenizer, withoutLastToken(Files.readAllBytes(tokenizer)));

        assertThatThrownBy(() -> convert(model, home.resolve("a.gguf"), WorkListener.NONE))
                .isInstanceOf(ModelUnusableException.class)
                .hasMessageContaining("the tokenizer has 679 tokens, the model expects 680");
    }

    /// A SentencePiece file begins with its tokens: messages with field number 1, each after its length.
    private static byte[] withoutLastToken(byte[] file) {
        int last = 0;
        int next = 0;
        while (file[next] == 0x0a) {
            last = next;
            next += 2 + file[next + 1];
        }
        byte[] shorter = Arrays.copyOf(file, file.length - (next - last));
        System.arraycopy(file, next, shorter, last, file.length - next);
        return shorter;
    }

    @Test
    void refusesAVocabularyThatContradictsTheWeights() throws IOException {
        Path model = copied("text", home.resolve("model"));
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"vocab_size\": 680", "\"vocab_size\": 700"));

        assertThatThrownBy(() -> convert(model, home.resolve("a.gguf"), WorkListener.NONE))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessageContaining("expected 'vocab_size' to be 680, as in the weights");
    }

    @Test
    void saysThatAFolderCannotBeMade() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "");

        assertThatThrownBy(() -> convert(GoldenFolder.of("text"), file.resolve("a.gguf"), WorkListener.NONE))
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining("cannot be read or written");
    }

    @Test
    void makesAnotherModelOfTheLibrary() throws IOException {
        // given
        Path model = copied("v2", home.resolve("models/seeing"));
        Files.writeString(model.resolve("LICENSE"), "Do good.");
        new ModelManifest("seeing", "Seeing", "a test", "", "Own licence", "https://example.org", List.of())
                .write(model);

        // when
        String name = new ModelConverter(library).makeAnother("seeing", TargetType.Q4_0, WorkListener.NONE);

        // then
        assertThat(name).isEqualTo("seeing-q4_0");
        InstalledModels.Item item = new InstalledModels(library).find(name);
        assertThat(item.complete()).isTrue();
        assertThat(item.title()).isEqualTo("Seeing (q4_0)");
        assertThat(item.manifest().orElseThrow().licence()).isEqualTo("Own licence");
        assertThat(item.path().resolve("LICENSE")).hasContent("Do good.");
        assertThat(MemoryFit.look(model).orElseThrow().canBeSmaller()).isTrue();
        assertThat(MemoryFit.look(item.path()).orElseThrow().seesPictures()).isTrue();
        assertThat(new InstalledModels(library).list()).hasSize(2);
    }

    @Test
    void leavesNothingOfAnotherModelThatIsStopped() throws IOException {
        copied("v2", home.resolve("models/seeing"));
        WorkListener stopping = new WorkListener() {
            @Override
            public void progress(WorkProgress progress) {}

            @Override
            public boolean cancelled() {
                return true;
            }
        };

        assertThatThrownBy(() -> new ModelConverter(library).makeAnother("seeing", TargetType.Q4_0, stopping))
                .isInstanceOf(CancellationException.class);
        try (var left = Files.list(home.resolve("models"))) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("seeing");
        }
    }
}
