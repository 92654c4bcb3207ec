package dev.tuwen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.weights.ConfigFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Settings that say something else than the tensors beside them.
final class ContradictionTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "patch_size, 14, 16",
        "query_num, 4, 9",
        "vision_num_heads, 4, 5",
        "hidden_size, 256, 512",
        "intermediate_size, 192, 200",
        "num_hidden_layers, 2, 1",
        "num_hidden_layers, 2, 3",
        "num_key_value_heads, 8, 4",
        "vocab_size, 680, 700",
    })
    void refusesANumberThatTheTensorsContradict(String key, String stored, String said) throws IOException {
        // given
        writeV2(key, stored, said);

        // then
        assertThatThrownBy(() -> ModelParts.open(folder))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining("'" + key + "'")
                .hasMessageContaining("found " + said)
                .hasMessageContaining("take both from the same download");
    }

    @Test
    void opensTheSameModelUnchanged() throws IOException {
        writeV2("patch_size", "14", "14");

        try (ModelParts parts = ModelParts.open(folder)) {
            assertThat(parts.vision()).isPresent();
        }
    }

    @Test
    void obeysTheLengthThatTheModelsFilesAskFor() throws IOException {
        // given
        writeV2("patch_size", "14", "14");
        try (ModelParts parts = ModelParts.open(folder)) {
            assertThat(parts.checkpoint().maximumNewTokens()).isEqualTo(1024);
        }

        // when
        Files.writeString(folder.resolve("generation_config.json"), "{\"max_new_tokens\": 7}");

        // then
        try (ModelParts parts = ModelParts.open(folder)) {
            assertThat(parts.checkpoint().maximumNewTokens()).isEqualTo(7);
        }
    }

    private void writeV2(String key, String stored, String said) throws IOException {
        Path golden = GoldenFolder.of("v2");
        for (String name : List.of("model.safetensors", "tokenizer.model", "tokenizer_config.json")) {
            Files.copy(golden.resolve(name), folder.resolve(name));
        }
        String settings = Files.readString(golden.resolve("config.json"));
        String line = "\"" + key + "\": " + stored;
        assertThat(settings).contains(line);
        Files.writeString(folder.resolve("config.json"), settings.replace(line, "\"" + key + "\": " + said));
    }
}
