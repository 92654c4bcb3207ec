package dev.tuwen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.testkit.GgufCheckpoint;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.UnsupportedModelException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tensors that nobody asks for.
final class UnusedTensorsTest {
    private static final int ONE_F16 = 0x3c;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "model.layers.0.self_attn.q_proj.bias",
        "model.layers.1.mlp.down_proj.bias",
        "model.layers.0.self_attn.q_norm.weight",
        "model.layers.7.mlp.up_proj.weight",
        "vpm.blocks.0.norm1.weight",
        "score.weight",
    })
    void refusesByNameWhatItDoesNotKnow(String name) {
        new AlteredModel("text", folder)
                .add(name, "F16", new long[] {96}, 192, ONE_F16)
                .write();

        assertThatThrownBy(() -> ModelParts.open(folder))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("model.safetensors")
                .hasMessageContaining("also tensor '" + name + "'");
    }

    @Test
    void saysThatAnAdapterIsToBeMerged() {
        String layer = "model.layers.0.self_attn.q_proj.";
        new AlteredModel("text", folder)
                .add(layer + "lora_A.default.weight", "F16", new long[] {8, 96}, 1536, ONE_F16)
                .add(layer + "lora_B.default.weight", "F16", new long[] {96, 8}, 1536, ONE_F16)
                .write();

        assertThatThrownBy(() -> ModelParts.open(folder))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("an adapter that is not merged, tensors '" + layer + "lora_A.default.weight'");
    }

    @Test
    void refusesAVisionEncoderThatWasTrainedBesideAnother() {
        new AlteredModel("v2", folder)
                .header(table -> table.replace("\"vpm.", "\"vpm.original_module."))
                .add("vpm.modules_to_save.default.norm.weight", "BF16", new long[] {64}, 128, ONE_F16)
                .write();

        assertThatThrownBy(() -> ModelParts.open(folder, "m"))
                .hasMessageContaining("vpm.")
                .hasMessageNotContaining("Exception");
    }

    @Test
    void refusesBlocksOfTheVisionEncoderBehindAGap() {
        new AlteredModel("v2", folder)
                .add("vpm.blocks.9.norm1.weight", "BF16", new long[] {64}, 128, ONE_F16)
                .write();

        assertThatThrownBy(() -> ModelParts.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'vpm.blocks.9.norm1.weight'");
    }

    @Test
    void passesOverWhatChangesNothing() {
        new AlteredModel("text", folder)
                .add("model.position_ids", "I64", new long[] {1, 4}, 32, 1)
                .add("model.layers.0.self_attn.rotary_emb.inv_freq", "F32", new long[] {8}, 32, 1)
                .add("model.causal_mask", "BOOL", new long[] {4, 4}, 16, 1)
                .add("model.x_step", "F32", new long[0], 4, 1)
                .add("model.empty", "F16", new long[] {0}, 0, 0)
                .add("model.layers.0.self_attn.q_proj.bias", "F16", new long[] {96}, 192, 0)
                .add("lm_head.weight", "F16", new long[] {680, 96}, 680 * 96 * 2, 0)
                .write();

        try (ModelParts parts = ModelParts.open(folder);
                ModelParts expected = ModelParts.open(GoldenFolder.of("text"))) {
            assertThat(parts.decoder()).isEqualTo(expected.decoder());
            assertThat(new WeightPlan(parts).weightBytes(null)).isEqualTo(new WeightPlan(expected).weightBytes(null));
        }
    }

    @Test
    void looksIntoGgufFilesToo() {
        // given: a table that is computed anyway
        try (ModelParts v2 = ModelParts.open(GoldenFolder.of("v2"))) {
            var tokenizer = (SentencePieceTokenizer) v2.tokenizer();
            GgufCheckpoint.decoder(v2.decoder(), v2.weights(), tokenizer).writeTo(folder.resolve("a.gguf"));
            GgufCheckpoint.decoder(v2.decoder(), v2.weights(), tokenizer)
                    .tensor("blk.1.attn_v.bias", List.of(2L), new float[] {0, 1})
                    .writeTo(folder.resolve("b.gguf"));
            GgufCheckpoint.mmproj(v2.weights(), 84, 14, 4, 2)
                    .tensor("resampler.pos_embed_k", List.of(4L, 256L), new float[1024])
                    .writeTo(folder.resolve("mmproj.gguf"));
        }

        // then
        ModelParts.open(folder.resolve("a.gguf")).close();
        assertThatThrownBy(() -> ModelParts.open(folder.resolve("b.gguf")))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("b.gguf")
                .hasMessageContaining("'blk.1.attn_v.bias'");
    }

    @ParameterizedTest
    @CsvSource({"text", "text_gguf", "text_gptq", "v1", "v2", "v2_torch"})
    void findsAUseForEveryTensorOfSoundModels(String golden) {
        try (ModelParts parts = ModelParts.open(GoldenFolder.of(golden))) {
            assertThat(parts.weights().names()).isSubsetOf(parts.tensorNames());
        }
    }
}
