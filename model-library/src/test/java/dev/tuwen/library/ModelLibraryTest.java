package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.model.ModelNotFoundException;
import dev.tuwen.model.ModelUnusableException;
import dev.tuwen.testkit.GoldenFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where models are looked for.
final class ModelLibraryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @Test
    void hasNothingBeforeAnythingIsInstalled() {
        assertThat(new ModelLibrary(home.resolve("not there")).installed()).isEmpty();
    }

    @Test
    void findsInstalledModelsByName() throws IOException {
        // given
        Path model = install("tiny");
        Files.createDirectories(home.resolve("models/half"));

        // when
        var library = new ModelLibrary(home);

        // then
        assertThat(library.installed())
                .containsExactly(new ModelLibrary.Installed("tiny", model, ModelFolder.byteSize(model)));
        assertThat(library.resolve("tiny")).isEqualTo(new ModelSpec.Folder(model));
        assertThat(library.resolve("demo")).isEqualTo(new ModelSpec.Demo());
        assertThat(library.resolve(GoldenFolder.of("v2").toString()))
                .isEqualTo(new ModelSpec.Folder(GoldenFolder.of("v2")));
    }

    @Test
    void saysWhatAnIncompleteFolderLacks() throws IOException {
        // given
        Path model = install("tiny");
        Files.delete(model.resolve("tokenizer.model"));

        // then
        assertThatThrownBy(() -> new ModelLibrary(home).resolve("tiny"))
                .isInstanceOf(ModelUnusableException.class)
                .hasMessageContaining("'tokenizer.model' is missing");
    }

    @ParameterizedTest
    @CsvSource({"model.safetensors.index.json, safetensors", "pytorch_model.bin.index.json, bin"})
    void saysWhichShardIsMissing(String index, String ending) throws IOException {
        // given
        Path model = install("tiny");
        Files.delete(model.resolve("model.safetensors"));
        Files.writeString(
                model.resolve(index),
                "{\"weight_map\": {\"a\": \"one." + ending + "\", \"b\": \"../../two." + ending + "\"}}");

        // then
        assertThatThrownBy(() -> new ModelLibrary(home).resolve("tiny"))
                .isInstanceOf(ModelUnusableException.class)
                .hasMessageContaining("'one." + ending + "' is missing");
    }

    @Test
    void findsTorchFilesComplete() {
        assertThat(ModelFolder.missing(GoldenFolder.of("text_torch"))).isEmpty();
        assertThat(ModelFolder.missing(GoldenFolder.of("v2_torch"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  ", "..", "no such model", "a\0b", "\u001b[31m", "models/../..//nothing", "/nowhere/at/all"
            })
    void refusesWhatIsNoModelInASentence(String name) {
        assertThatThrownBy(() -> new ModelLibrary(home).resolve(name))
                .isInstanceOfAny(ModelNotFoundException.class, ModelUnusableException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\0")
                .doesNotContain("\u001b");
    }

    @Test
    void livesWhereTheSystemWantsIt() {
        assertThat(HomeFolder.of(Map.of(), "Linux", "/home/a")).isEqualTo(Path.of("/home/a/.local/share/tuwen"));
        assertThat(HomeFolder.of(Map.of("XDG_DATA_HOME", "/data"), "Linux", "/home/a"))
                .isEqualTo(Path.of("/data/tuwen"));
        assertThat(HomeFolder.of(Map.of("XDG_DATA_HOME", "relative"), "Linux", "/home/a"))
                .isEqualTo(Path.of("/home/a/.local/share/tuwen"));
        assertThat(HomeFolder.of(Map.of(), "Mac OS X", "/Users/a"))
                .isEqualTo(Path.of("/Users/a/Library/Application Support/Tuwen"));
        assertThat(HomeFolder.of(Map.of("HOME", "/other"), "Linux", "/home/a"))
                .as("the list of users knows another")
                .isEqualTo(Path.of("/other/.local/share/tuwen"));
        assertThat(HomeFolder.of(Map.of("HOME", "relative"), "Linux", "/home/a"))
                .isEqualTo(Path.of("/home/a/.local/share/tuwen"));
        assertThat(HomeFolder.of(Map.of("TUWEN_HOME", "/mine", "XDG_DATA_HOME", "/data"), "Linux", "/home/a"))
                .isEqualTo(Path.of("/mine"));
        assertThat(HomeFolder.of(Map.of("LOCALAPPDATA", "/local"), "Windows 11", "/Users/a"))
                .isEqualTo(Path.of("/local/Tuwen"));
    }

    private Path install(String name) throws IOException {
        Path model = Files.createDirectories(home.resolve("models").resolve(name));
        for (String file : new String[] {"config.json", "tokenizer.model", "model.safetensors"}) {
            Files.copy(GoldenFolder.of("text").resolve(file), model.resolve(file));
        }
        return model;
    }
}
