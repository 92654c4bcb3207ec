package dev.tuwen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.library.ModelLibrary;
import dev.tuwen.testkit.GgufBytes;
import dev.tuwen.testkit.GgufCheckpoint;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.WeightFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Folders that look odd and are sound.
final class OddFilesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "text, _orig_mod.",
        "text, module.",
        "text, base_model.model.",
        "text, module._orig_mod.",
        "text_gptq, _orig_mod.",
        "v2, module.",
    })
    void cutsOffWhatTrainersPutAroundAModel(String golden, String prefix) {
        new AlteredModel(golden, folder)
                .header(table -> table.replaceAll("\"(?=(model|lm_head|llm|vpm|resampler)\\.)", "\"" + prefix))
                .write();

        opensLike(golden);
    }

    @Test
    void cutsOffWhatACompilerPutsInside() {
        new AlteredModel("v2", folder)
                .header(table -> table.replace("\"vpm.", "\"vpm._orig_mod."))
                .write();

        opensLike("v2");
    }

    private void opensLike(String golden) {
        try (ModelParts parts = ModelParts.open(folder);
                ModelParts expected = ModelParts.open(GoldenFolder.of(golden))) {
            assertThat(parts.weights().names())
                    .containsExactlyInAnyOrderElementsOf(expected.weights().names());
        }
    }

    @Test
    void takesAWholeFileBesideAnIndexOfOtherTimes() throws IOException {
        new AlteredModel("text", folder)
                .file(
                        "model.safetensors.index.json",
                        _ -> "{\"weight_map\": {\"model.norm.weight\": \"model-00001-of-00002.safetensors\"}}")
                .file("._model.safetensors", _ -> "notes of a Mac")
                .write();

        opensLike("text");
        assertThat(new ModelLibrary(folder.resolve("home")).missing(folder)).isEmpty();
    }

    @Test
    void doesNotCountTheNotesOfAMac() throws IOException {
        new AlteredModel("text", folder).write();
        Files.move(folder.resolve("model.safetensors"), folder.resolve("merged.safetensors"));
        Files.writeString(folder.resolve("._merged.safetensors"), "notes");

        opensLike("text");
    }

    @Test
    void takesAGgufFileBesideSettingsWithoutTensors() throws IOException {
        Files.copy(GoldenFolder.of("text_gguf").resolve("text-f16.gguf"), folder.resolve("a.gguf"));
        Files.writeString(folder.resolve("._a.gguf"), "notes of a Mac");
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"minicpm\"}");

        opensLike("text");
        assertThat(new ModelLibrary(folder.resolve("home")).missing(folder)).isEmpty();
    }

    @Test
    void doesNotCountWhatLiesBesideAGgufFile() throws IOException {
        Files.copy(GoldenFolder.of("text_gguf").resolve("text-f16.gguf"), folder.resolve("m.gguf"));
        new GgufBytes()
                .put("general.type", "imatrix")
                .tensor("blk.0.attn_q.weight.in_sum2", List.of(4L), new float[4])
                .writeTo(folder.resolve("imatrix.gguf"));
        new GgufBytes()
                .put("general.type", "adapter")
                .tensor("blk.0.attn_q.weight.lora_a", List.of(4L), new float[4])
                .writeTo(folder.resolve("a-lora.gguf"));

        opensLike("text");
        assertThatThrownBy(() -> ModelParts.open(folder.resolve("imatrix.gguf")))
                .hasMessageContaining("imatrix")
                .hasMessageContaining("no model");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "model.safetensors | version https://git-lfs.github.com/spec/v1 | 'git lfs pull' fetches it",
                "tokenizer.model   | version https://git-lfs.github.com/spec/v1 | 'git lfs pull' fetches it",
                "config.json       | version https://git-lfs.github.com/spec/v1 | 'git lfs pull' fetches it",
                "model.safetensors | <!DOCTYPE html><html><title>Sign in</title> | a web page",
                "config.json       | <?xml version=\"1.0\"?><Error><Code>BlobNotFound</Code></Error> | the error message of a server",
                "model.safetensors | `` | an empty file; download it again",
            })
    void saysWhatAFileReallyIs(String file, String content, String said) {
        new AlteredModel("text", folder).write();
        assertThatThrownBy(() -> {
                    Files.writeString(folder.resolve(file), content);
                    ModelParts.open(folder);
                })
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(said);
    }

    @Test
    void saysThatADownloadIsUnfinished() throws IOException {
        new AlteredModel("text", folder).write();
        Files.write(folder.resolve("model.safetensors"), new byte[100_000]);

        assertThatThrownBy(() -> ModelParts.open(folder)).hasMessageContaining("an unfinished download");
    }

    @ParameterizedTest
    @CsvSource({"text, model.safetensors", "v2, model.safetensors", "text_gguf, text-f16.gguf"})
    void saysThatAPartOfADownloadNeverArrived(String golden, String name) throws IOException {
        byte[] content = Files.readAllBytes(GoldenFolder.of(golden).resolve(name));
        if (!golden.endsWith("gguf")) {
            new AlteredModel(golden, folder).write();
        }
        Arrays.fill(content, content.length / 2, content.length, (byte) 0);
        Path file = Files.write(folder.resolve(name), content);

        assertThatThrownBy(() -> ModelParts.open(file))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("nothing but zeros, as an unfinished download leaves them; download it again");
    }

    @ParameterizedTest
    @CsvSource({"<html>, a web page", "hello, a text", "fmgg, before GGUF"})
    void saysWhatAFileNamedLikeGgufReallyIs(String content, String said) throws IOException {
        Path file = Files.writeString(folder.resolve("model.gguf"), content);

        assertThatThrownBy(() -> ModelParts.open(file)).hasMessageContaining(said);
        assertThatThrownBy(() -> ModelParts.open(folder)).hasMessageContaining(said);
    }

    @ParameterizedTest
    @CsvSource({
        "self_attn.q_proj.absmax, bitsandbytes",
        "self_attn.q_proj.biases, MLX",
        "self_attn.q_proj.weight_packed, compressed-tensors",
        "self_attn.q_proj.weight_scale_inv, FP8"
    })
    void namesWhoQuantisedWeightsInAnotherWay(String tensor, String said) {
        new AlteredModel("text", folder)
                .header(table -> table.replace("layers.0.self_attn.q_proj.weight", "layers.0." + tensor))
                .write();

        assertThatThrownBy(() -> ModelParts.open(folder)).hasMessageContaining("quantised by " + said);
    }

    @Test
    void namesMlxByItsSettings() {
        new AlteredModel("text", folder)
                .file("config.json", json -> json.replaceFirst("\\{", "{\"quantization\": {\"bits\": 4},"))
                .write();

        assertThatThrownBy(() -> ModelParts.open(folder)).hasMessageContaining("quantised by MLX");
    }

    @Test
    void takesTheVisionEncoderThatFits() {
        try (ModelParts v2 = ModelParts.open(GoldenFolder.of("v2"))) {
            GgufCheckpoint.decoder(v2.decoder(), v2.weights(), (SentencePieceTokenizer) v2.tokenizer())
                    .writeTo(folder.resolve("m.gguf"));
            GgufCheckpoint.mmproj(v2.weights(), 84, 14, 4, 2).writeTo(folder.resolve("mmproj-z.gguf"));
        }
        new GgufBytes()
                .put("general.architecture", "clip")
                .put("clip.minicpmv_version", 3)
                .tensor("resampler.query", List.of(64L, 3L), new float[192])
                .writeTo(folder.resolve("mmproj-m.gguf"));
        new GgufBytes().version(99).writeTo(folder.resolve("mmproj-a.gguf"));

        try (ModelParts parts = ModelParts.open(folder.resolve("m.gguf"))) {
            assertThat(parts.vision()).isPresent();
        }
    }

    @Test
    void readsTokensThatWereAddedBehindTheVocabulary() {
        // given
        new AlteredModel("text", folder)
                .header(table -> table)
                .file("config.json", json -> json.replace("\"vocab_size\": 680", "\"vocab_size\": 700"))
                .file(
                        "tokenizer_config.json",
                        json -> json.replace(
                                "\"added_tokens_decoder\": {",
                                "\"added_tokens_decoder\": {\"681\": {\"content\": \"<|im_end|>\"},"))
                .file("added_tokens.json", _ -> "{\"<|im_start|>\": 680}")
                .write();

        // then: the table of tokens is longer than the tensors, whose rows decide
        assertThatThrownBy(() -> ModelParts.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'vocab_size'");
        var tokenizer = SentencePieceTokenizer.open(folder, java.util.Set.of());
        assertThat(tokenizer.vocabularySize()).isEqualTo(682);
        assertThat(tokenizer.encode("a<|im_end|><|im_start|>")).endsWith(681, 680);
        assertThat(tokenizer.decode(680, 681)).isEqualTo("<|im_start|><|im_end|>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"do_sample\": true, \"temperature\": 0.0, \"top_p\": 1.0}",
                "{\"do_sample\": false, \"temperature\": 0, \"top_k\": -1}",
                "{\"do_sample\": false, \"top_k\": 50.0, \"max_new_tokens\": 0, \"eos_token_id\": [2, 73]}",
                "{\"do_sample\": false, \"top_p\": 0}",
            })
    void takesWishesThatMeanTheBestToken(String json) {
        new AlteredModel("text", folder)
                .file("generation_config.json", _ -> json)
                .write();

        try (ModelParts parts = ModelParts.open(folder)) {
            assertThat(parts.defaults().temperature()).isZero();
            assertThat(parts.checkpoint().maximumNewTokens()).isEqualTo(1024);
        }
    }

    @Test
    void takesMinusOneForAllCandidates() {
        new AlteredModel("text", folder)
                .file("generation_config.json", _ -> "{\"do_sample\": true, \"top_k\": -1}")
                .write();

        try (ModelParts parts = ModelParts.open(folder)) {
            assertThat(parts.defaults().topK()).isZero();
        }
    }

    @Test
    void takesSeveralEndTokens() {
        new AlteredModel("text", folder)
                .file("config.json", json -> json.replace("\"eos_token_id\": 2", "\"eos_token_id\": [2, 73]"))
                .write();

        opensLike("text");
    }
}
