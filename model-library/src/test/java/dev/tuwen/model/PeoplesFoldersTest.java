package dev.tuwen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.quantization.StoredRows;
import dev.tuwen.testkit.GgufBytes;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.files.WeightFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
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
    void takesTheEmbeddingForAHeadThatIsNotThere() {
        Path model = new AlteredModel("v2", folder)
                .header(table -> table.replaceFirst("\"llm.lm_head.weight\":\\{[^}]*\\},?", "")
                        .replaceFirst(",\\s*\\}$", "}"))
                .write();

        try (ModelParts parts = ModelParts.open(model)) {
            assertThat(parts.weights().has("lm_head.weight")).isFalse();
            assertThat(parts.decoder().tiedHead()).isTrue();
        }
    }

    @Test
    void takesWhatTheIndexNamesWhereWholeWeightsLieBesideIt() throws IOException {
        Path model = new AlteredModel("text", folder).write();
        Path shard = model.resolve("model-00001-of-00001.safetensors");
        Files.move(model.resolve("model.safetensors"), shard);
        Files.writeString(model.resolve("consolidated.safetensors"), "of another program");
        try (var weights = WeightFiles.open(shard)) {
            Files.writeString(
                    model.resolve("model.safetensors.index.json"),
                    weights.names().stream()
                            .map(name -> "\"" + name + "\": \"" + shard.getFileName() + "\"")
                            .collect(Collectors.joining(", ", "{\"weight_map\": {", "}}")));
        }

        opensLike("text", model);
    }

    @ParameterizedTest
    @ValueSource(strings = {".*norm.weight", ".*"})
    void readsNumbersOfAnyWidth(String wide) {
        Path model = new AlteredModel("text", folder).widen(wide).write();

        opensLike("text", model);
        try (ModelParts parts = ModelParts.open(model);
                ModelParts expected = ModelParts.open(GoldenFolder.of("text"))) {
            assertThat(parts.weights().dtype("model.norm.weight")).isEqualTo(DType.F32);
            for (String name : expected.weights().names()) {
                assertThat(numbers(parts.weights(), name)).isEqualTo(numbers(expected.weights(), name));
            }
        }
    }

    private static float[] numbers(TensorSource weights, String name) {
        int[] axes = weights.dimensions(name).stream().mapToInt(Long::intValue).toArray();
        int columns = axes.length == 1 ? 1 : axes[1];
        float[] numbers = new float[axes[0] * columns];
        var whole = axes.length == 1 ? WeightRef.vector(name, axes[0]) : WeightRef.matrix(name, axes[0], columns);
        StoredRows.decode(weights.dtype(name), weights.bytes(whole), 0, numbers.length, numbers, 0);
        return numbers;
    }

    @ParameterizedTest
    @CsvSource({"text", "text_gptq"})
    void refusesATemplateOfAnotherDialogue(String golden) {
        Path model = new AlteredModel(golden, folder)
                .file(
                        "tokenizer_config.json",
                        s -> s.replaceFirst(
                                "\"chat_template\": \"[^\"]*\"",
                                "\"chat_template\": \"<|im_start|>{{messages}}<|im_end|>\""))
                .write();

        assertThatThrownBy(() -> ModelParts.open(model))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("tokenizer_config.json")
                .hasMessageContaining("one with another chat template");
    }

    @Test
    void saysThatAVisionEncoderIsNoModel() throws IOException {
        Path file = folder.resolve("m.gguf");
        new GgufBytes()
                .put("general.architecture", "clip")
                .put("clip.has_vision_encoder", true)
                .tensor("v.patch_embd.weight", List.of(4L), new float[4])
                .writeTo(file);

        assertThatThrownBy(() -> ModelParts.open(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("the vision encoder alone");
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
