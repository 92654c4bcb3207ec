package dev.tuwen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.weights.ModelFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Folders as people report them of comparable programs, which changed nothing that counts, or something that does.
final class PeoplesFoldersTest {
    private static final String SETTINGS = "config.json";

    @TempDir
    Path folder;

    private static UnaryOperator<String> first(String keys) {
        return settings -> "{" + keys + ", " + settings.strip().substring(1);
    }

    private static void opensLike(String golden, Path model) {
        opensLike(GoldenFolder.of(golden), model);
    }

    private static void opensLike(Path sound, Path model) {
        try (ModelParts parts = ModelParts.open(model);
                ModelParts expected = ModelParts.open(sound)) {
            assertThat(parts.decoder()).isEqualTo(expected.decoder());
            assertThat(parts.weights().names())
                    .containsExactlyInAnyOrderElementsOf(expected.weights().names());
            assertThat(parts.tokenizer().encode("What? 图里"))
                    .isEqualTo(expected.tokenizer().encode("What? 图里"));
        }
    }

    @Test
    void readsSettingsInEncodingsOfEditors() throws IOException {
        Path model = new AlteredModel("text", folder)
                .file(SETTINGS, s -> "\uFEFF" + s)
                .write();
        opensLike("text", model);

        String settings = Files.readString(GoldenFolder.of("text").resolve(SETTINGS));
        Files.writeString(model.resolve(SETTINGS), "\uFEFF" + settings, StandardCharsets.UTF_16LE);
        opensLike("text", model);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"tie_word_embeddings\": false",
                "\"quantization_config\": {\"quant_method\": \"bitsandbytes\", \"load_in_4bit\": true}",
                "\"model_max_length\": 1000000000000000019884624838656",
            })
    void passesOverWhatTrainersLeaveInSettings(String keys) {
        opensLike(
                "text",
                new AlteredModel("text", folder).file(SETTINGS, first(keys)).write());
    }

    @Test
    void takesTheTokenizerOfTransformersFive() {
        opensLike(
                "text",
                new AlteredModel("text", folder)
                        .file(
                                "tokenizer_config.json",
                                s -> s.replaceAll(
                                        "\"tokenizer_class\": \"\\w+\"", "\"tokenizer_class\": \"TokenizersBackend\""))
                        .file("tokenizer_config.json", first("\"backend\": \"tokenizers\""))
                        .write());
    }

    @Test
    void doesNotCountWhatTrainersLeaveBesideAModel() throws IOException {
        Path model = new AlteredModel("text", folder).write();
        Files.delete(model.resolve("generation_config.json"));
        for (String name : new String[] {
            "training_args.bin",
            "optimizer.bin",
            "adapter_model.safetensors",
            "model.onnx",
            "model.safetensors.incomplete"
        }) {
            Files.write(model.resolve(name), new byte[100]);
        }
        Files.writeString(model.resolve("adapter_config.json"), "{\"peft_type\": \"LORA\"}");

        opensLike("text", model);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesTheSettingsOfGptqFromEitherFile(boolean inModel) throws IOException {
        var model = new AlteredModel("text_gptq", folder);
        if (!inModel) {
            model.file(SETTINGS, s -> s.replace("\"quantization_config\"", "\"auto_map\""));
        }
        Path written = model.write();
        if (inModel) {
            Files.delete(written.resolve("quantize_config.json"));
        }

        opensLike("text_gptq", written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"模 型 文件夹 (1)", "a#b%20c'&;d", "很长的名字很长的名字很长的名字很长的名字很长的名字很长的名字很长的名字很长的名字"})
    void opensAFolderOfAnyName(String name) throws IOException {
        opensLike("text", new AlteredModel("text", Files.createDirectory(folder.resolve(name))).write());
    }

    @Test
    void opensAFileWithoutItsEnding() throws IOException {
        Path sound = GoldenFolder.of("text_gguf").resolve("text-f16.gguf");
        Path blob = folder.resolve("sha256-262843d4806aeb402336980badd414a72576b20b1e5d537647da15f16c4a4df0");

        opensLike(sound, Files.copy(sound, blob));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"scale_emb\": | \"_scale_emb\": | 'scale_emb'",
                "\"dim_model_base\": | \"_dim_model_base\": | 'dim_model_base'",
                "\"vocab_size\": 680 | \"vocab_size\": 600 | 'vocab_size' to be at least the tokenizer's 680",
            })
    void namesWhatSettingsLack(String from, String to, String message) {
        Path model = new AlteredModel("text", folder)
                .file(SETTINGS, s -> s.replace(from, to))
                .write();

        assertThatThrownBy(() -> ModelParts.open(model))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesShardsWithoutAnIndex() throws IOException {
        Path model = new AlteredModel("text", folder).write();
        Path whole = model.resolve("model.safetensors");
        Files.copy(whole, model.resolve("model-00001-of-00002.safetensors"));
        Files.move(whole, model.resolve("model-00002-of-00002.safetensors"));

        assertThatThrownBy(() -> ModelParts.open(model))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("several without an index");
    }
}
