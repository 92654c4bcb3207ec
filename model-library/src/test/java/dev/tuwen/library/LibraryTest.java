package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.library.InstalledModels.State;
import dev.tuwen.library.LibraryException.Kind;
import dev.tuwen.library.ModelImport.Mode;
import dev.tuwen.testkit.GgufCheckpoint;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.UnsupportedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is installed and what is done with it.
final class LibraryTest {
    private static final WorkListener GIVES_UP = new WorkListener() {
        private boolean heard;

        @Override
        public void progress(WorkProgress progress) {
            heard = true;
        }

        @Override
        public boolean cancelled() {
            return heard;
        }
    };

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private ModelLibrary library;

    @SuppressWarnings("NullAway.Init")
    private InstalledModels models;

    @BeforeEach
    void open() {
        library = new ModelLibrary(folder.resolve("home"));
        models = new InstalledModels(library);
    }

    private Path published(String name) throws IOException {
        Path model = Files.createDirectories(folder.resolve(name));
        try (var files = Files.list(GoldenFolder.of("text"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
        return model;
    }

    private Path gguf(String name) throws IOException {
        Files.createDirectories(folder.resolve("downloads"));
        return Files.copy(
                GoldenFolder.of("text_gguf").resolve("text-f16.gguf"),
                folder.resolve("downloads").resolve(name));
    }

    private String take(Path path, Mode mode) {
        var imports = new ModelImport(library);
        return imports.take(imports.look(path), mode, WorkListener.NONE);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void takesAPublishedFolder(Mode mode) throws IOException {
        // given
        Path path = published("tiny");

        // when
        String name = take(path, mode);

        // then
        assertThat(name).isEqualTo("tiny");
        InstalledModels.Item item = models.find("tiny");
        assertThat(item.complete()).isTrue();
        assertThat(item.external()).isEqualTo(mode == Mode.IN_PLACE);
        assertThat(Files.exists(path)).isEqualTo(mode != Mode.MOVE);
        assertThat(library.resolve("tiny")).isEqualTo(new ModelSpec.Folder(item.path()));
        assertThat(library.installed()).extracting(ModelLibrary.Installed::name).containsExactly("tiny");
        assertThat(MemoryFit.look(item.path())).hasValueSatisfying(look -> {
            assertThat(look.precision()).isEqualTo("F16");
            assertThat(look.seesPictures()).isFalse();
            assertThat(look.fit().verdict()).isEqualTo(MemoryFit.Verdict.COMFORTABLE);
        });
    }

    @Test
    void takesAGgufFileWithItsOtherPartsAndThePartThatSees() throws IOException {
        // given
        gguf("big-00001-of-00002.gguf");
        Path part = gguf("big-00002-of-00002.gguf");
        gguf("mmproj-model-f16.gguf");
        gguf("unrelated.gguf");

        // when
        var candidate = new ModelImport.Candidate(part, "big", 1, false, List.of(), false);
        String name = new ModelImport(library).take(candidate, Mode.COPY, WorkListener.NONE);

        // then
        assertThat(name).isEqualTo("big");
        try (var files = Files.list(models.find("big").path())) {
            assertThat(files).hasSize(4);
        }
        assertThat(new ModelImport(library).look(gguf("alone.gguf")).name()).isEqualTo("alone");
        assertThat(take(folder.resolve("downloads/unrelated.gguf"), Mode.IN_PLACE))
                .isEqualTo("unrelated");
        assertThat(models.find("unrelated").external()).isTrue();
    }

    @Test
    void asksForThePartThatSeesOnlyWhereItIsNeeded() throws IOException {
        // given
        Path text = Files.copy(GoldenFolder.of("text_gguf").resolve("text-f16.gguf"), folder.resolve("text.gguf"));
        Path seeing = folder.resolve("seeing.gguf");
        try (var v2 = dev.tuwen.family.members.KnownFamilies.ALL.open(GoldenFolder.of("v2"))) {
            GgufCheckpoint.decoder(v2.decoder(), v2.weights(), (SentencePieceTokenizer) v2.tokenizer())
                    .writeTo(seeing);

            // then
            var imports = new ModelImport(library);
            assertThat(imports.look(text).lacksMmproj()).isFalse();
            assertThat(imports.look(seeing).lacksMmproj()).isTrue();
            var vision = v2.vision().orElseThrow();
            GgufCheckpoint.mmproj(v2.weights(), vision.sliceSide(), vision.patchSize(), vision.headCount(), 2)
                    .writeTo(folder.resolve("mmproj-seeing.gguf"));
            assertThat(imports.look(seeing).lacksMmproj()).isFalse();
        }
    }

    /// A damaged head, a later model, an adapter: nobody should wait for a copy of it, or find out when asking.
    @Test
    void looksIntoHeadsAndRefusesWhatCannotBeOpened() throws IOException {
        var imports = new ModelImport(library);
        Path cut = gguf("cut.gguf");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 5000));
        Path later = published("later");
        Files.writeString(
                later.resolve("config.json"),
                "{\"architectures\": [\"MiniCPMV\"], \"model_type\": \"minicpmv\", \"version\": 4.5}");
        Path broken = published("broken");
        Files.writeString(broken.resolve("tokenizer.model"), "version https://git-lfs.github.com/spec/v1\n");

        assertThatThrownBy(() -> imports.look(cut)).isInstanceOf(ModelFormatException.class);
        assertThatThrownBy(() -> imports.look(later))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("MiniCPM-V 4.5");
        assertThatThrownBy(() -> imports.look(broken)).hasMessageContaining("Git LFS");
    }

    @ParameterizedTest
    @CsvSource({
        "model.onnx, an ONNX model",
        "tf_model.h5, a TensorFlow model",
        "openvino_model.xml, an OpenVINO model",
        "adapter_model.safetensors, an adapter",
        "model.safetensors.crdownload, an unfinished download",
        "model.safetensors.incomplete, an unfinished download",
        "MiniCPM-2B.zip, unpack it first",
        "MiniCPM-2B.Q8_0.gguf.part1of2, put them together",
    })
    void saysWhatAFolderHoldsInsteadOfAModel(String file, String said) throws IOException {
        Path model = published("other");
        Files.delete(model.resolve("model.safetensors"));
        Files.delete(model.resolve("golden.safetensors"));
        Files.writeString(model.resolve(file), "x");

        assertThatThrownBy(() -> new ModelImport(library).look(model))
                .hasMessageContaining(said)
                .hasMessageContaining(file);
        assertThatThrownBy(() -> library.resolve(model.toString()))
                .hasMessageContaining(said)
                .hasMessageContaining(file);
    }

    @Test
    void asksToUnpackAnArchiveAndSaysWhatIsNotThere() throws IOException {
        Path archive = folder.resolve("model.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("model/config.json"));
        }
        var imports = new ModelImport(library);

        assertThatThrownBy(() -> imports.look(archive)).hasMessageContaining("'model.zip' is a ZIP archive");
        assertThatThrownBy(() -> imports.look(folder.resolve("nothing"))).hasMessageStartingWith("there is no");
    }

    @Test
    void namesTheFolderInsideThatHoldsTheModel() throws IOException {
        Path model = published("outer/inner");

        assertThatThrownBy(() -> library.resolve(String.valueOf(model.getParent())))
                .hasMessageContaining("'inner'; name that one");
    }

    @Test
    void takesNoModelTwice() throws IOException {
        Path path = published("tiny");
        take(path, Mode.IN_PLACE);
        var imports = new ModelImport(library);

        assertThatThrownBy(() -> imports.look(path))
                .isInstanceOfSatisfying(
                        LibraryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ALREADY_INSTALLED));
    }

    @Test
    void noticesThatPartsOfASplitFileAreMissing() throws IOException {
        Path part = gguf("big-00001-of-00002.gguf");
        var imports = new ModelImport(library);
        ModelImport.Candidate candidate = imports.look(part);

        assertThat(candidate.missing()).containsExactly("big-00002-of-00002.gguf");
        assertThatThrownBy(() -> imports.take(candidate, Mode.IN_PLACE, WorkListener.NONE))
                .hasMessageContaining("'big-00002-of-00002.gguf' is missing");
    }

    @Test
    void noticesAGgufFileThatIsIncomplete() throws IOException {
        Path model = Files.createDirectories(library.models().resolve("half"));
        Files.writeString(model.resolve("a-00001-of-00003.gguf"), "x");

        assertThat(models.find("half").missing()).containsExactly("a-00002-of-00003.gguf", "a-00003-of-00003.gguf");
        assertThat(library.installed()).isEmpty();
    }

    @Test
    void givesASecondModelOfTheSameNameAnother() throws IOException {
        Path path = published("tiny");
        assertThat(take(path, Mode.COPY)).isEqualTo("tiny");
        assertThat(take(path, Mode.COPY)).isEqualTo("tiny-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"photos", "notes.txt", "nothing"})
    void refusesWhatIsNoModel(String name) throws IOException {
        Files.createDirectories(folder.resolve("photos"));
        Files.writeString(folder.resolve("notes.txt"), "hello");

        assertThatThrownBy(() -> new ModelImport(library).look(folder.resolve(name)))
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void leavesNothingBehindWhenStopped() throws IOException {
        Path path = published("tiny");
        var imports = new ModelImport(library);

        assertThatThrownBy(() -> imports.take(imports.look(path), Mode.COPY, GIVES_UP))
                .isInstanceOf(CancellationException.class);

        assertThat(library.models()).isEmptyDirectory();
        assertThat(path.resolve("config.json")).exists();
    }

    @Test
    void notesDigestsWhereNobodyDidAndSaysSo() throws IOException {
        // given: a folder that somebody put there
        Files.createDirectories(library.models());
        Files.move(published("tiny"), library.models().resolve("tiny"));

        // then
        assertThat(models.verify("tiny", WorkListener.NONE))
                .isNotEmpty()
                .allMatch(file -> file.state() == State.RECORDED);
        assertThat(models.verify("tiny", WorkListener.NONE)).allMatch(file -> file.state() == State.RIGHT);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void findsWhatChangedSinceTheImport(Mode mode) throws IOException {
        // given
        take(published("tiny"), mode);
        assertThat(models.verify("tiny", WorkListener.NONE)).isNotEmpty().allMatch(file -> file.state() == State.RIGHT);

        // when
        Path model = models.find("tiny").path();
        byte[] bytes = Files.readAllBytes(model.resolve("model.safetensors"));
        bytes[bytes.length - 1] ^= 1;
        Files.write(model.resolve("model.safetensors"), bytes);
        Files.delete(model.resolve("tokenizer.model"));

        // then
        assertThat(models.verify("tiny", WorkListener.NONE))
                .filteredOn(file -> file.state() != State.RIGHT)
                .extracting(InstalledModels.Checked::path, InstalledModels.Checked::state)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("model.safetensors", State.WRONG),
                        org.assertj.core.groups.Tuple.tuple("tokenizer.model", State.MISSING));
        assertThat(models.find("tiny").missing()).containsExactly("tokenizer.model");
    }

    @Test
    void findsACutFileOfAModelThatStaysWhereItIs() throws IOException {
        // given
        Path file = gguf("a.gguf");
        String name = take(file, Mode.IN_PLACE);
        assertThat(models.verify(name, WorkListener.NONE)).allMatch(checked -> checked.state() == State.RIGHT);

        // when
        Files.writeString(file, "GGUF");

        // then
        assertThat(models.verify(name, WorkListener.NONE)).allMatch(checked -> checked.state() == State.WRONG);
        models.remove(name);
        assertThat(file).exists();
        assertThat(library.home().resolve("imported").resolve(name)).doesNotExist();
    }

    @Test
    void removesItsOwnFilesAndForgetsOnlyThoseOfOthers() throws IOException {
        Path elsewhere = published("mine");
        take(elsewhere, Mode.IN_PLACE);
        take(published("copy"), Mode.COPY);
        models.makeDefault("mine");
        assertThat(library.defaultModel()).isEqualTo("mine");

        models.remove("mine");
        models.remove("copy");

        assertThat(models.list()).isEmpty();
        assertThat(elsewhere.resolve("config.json")).exists();
        assertThat(library.models()).isEmptyDirectory();
        assertThat(library.defaultModel()).isEqualTo(ModelLibrary.DEMO);
        assertThatThrownBy(() -> models.remove("copy")).isInstanceOf(LibraryException.class);
        assertThatThrownBy(() -> models.makeDefault("../copy")).isInstanceOf(LibraryException.class);
    }

    @Test
    void movesAllModelsToAnotherFolder() throws IOException {
        take(published("tiny"), Mode.COPY);
        Path before = library.models();
        Path target = folder.resolve("other disk/models");

        List<Path> left = new LibraryMove(library).move(target, WorkListener.NONE);

        assertThat(left).isEmpty();
        assertThat(library.models()).isEqualTo(target);
        assertThat(models.find("tiny").complete()).isTrue();
        assertThat(before).isEmptyDirectory();
    }

    @Test
    void leavesAllAsItWasWhenMovingFails() throws IOException {
        // given
        take(published("tiny"), Mode.COPY);
        Path before = library.models();
        Path taken = folder.resolve("taken");
        Files.createDirectories(taken.resolve("tiny"));
        var move = new LibraryMove(library);

        // then
        assertThatThrownBy(() -> move.move(taken, WorkListener.NONE))
                .isInstanceOfSatisfying(
                        LibraryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FOLDER_UNUSABLE));
        assertThatThrownBy(() -> move.move(before.resolve("tiny/inside"), WorkListener.NONE))
                .isInstanceOf(LibraryException.class);
        assertThatThrownBy(() -> move.move(folder.resolve("new"), GIVES_UP)).isInstanceOf(CancellationException.class);
        assertThat(folder.resolve("new")).doesNotExist();
        assertThat(taken.resolve("tiny")).isEmptyDirectory();
        assertThat(library.models()).isEqualTo(before);
        assertThat(models.find("tiny").complete()).isTrue();
    }

    @Test
    void staysSealedWhenItsSettingsAreDamaged() throws IOException {
        LibrarySettings.change(
                library.home(),
                before -> before.with(LibrarySettings.SEALED, false).with(LibrarySettings.PROXY, "none"));
        assertThat(LibrarySettings.read(library.home()).value(LibrarySettings.SEALED))
                .isFalse();

        Files.writeString(library.home().resolve("library.json"), "{ damaged");

        assertThat(LibrarySettings.read(library.home()).networkRules().sealed()).isTrue();
    }
}
