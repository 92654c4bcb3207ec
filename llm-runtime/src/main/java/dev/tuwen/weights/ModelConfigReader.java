package dev.tuwen.weights;

import dev.tuwen.weights.ModelConfig.Kind;
import dev.tuwen.weights.json.JsonObject;
import java.util.List;

/// Turns a `config.json` into a [ModelConfig]. Both multimodal models call themselves `minicpmv`; only the key
/// `slice_mode` tells them apart, and later members are recognised by their keys `version` and `vision_config` first.
final class ModelConfigReader {
    private static final String RUNNABLE = "MiniCPM-2B, MiniCPM-V 1.0 or MiniCPM-V 2.0";
    private static final String VISION_ENCODER = "vit_so400m_patch14_siglip_384.webli";

    private final JsonObject config;

    ModelConfigReader(JsonObject config) {
        this.config = config;
    }

    ModelConfig read() {
        Kind kind = kind();
        rejectUnknownParts();
        int hiddenSize = config.requiredInteger("hidden_size", 1, 1 << 16);
        int headCount = config.requiredInteger("num_attention_heads", 1, 1 << 12);
        int keyValueHeadCount =
                config.integer("num_key_value_heads", 1, 1 << 12).orElse(headCount);
        if (hiddenSize % headCount != 0 || hiddenSize / headCount % 2 != 0) {
            throw config.fault(
                    "num_attention_heads",
                    "a divisor of " + hiddenSize + " that leaves an even width",
                    "'" + headCount + "'");
        }
        if (headCount % keyValueHeadCount != 0) {
            throw config.fault("num_key_value_heads", "a divisor of " + headCount, "'" + keyValueHeadCount + "'");
        }
        int vocabularySize = config.requiredInteger("vocab_size", 1, 1 << 20);
        int layerCount = config.requiredInteger("num_hidden_layers", 1, 1 << 10);
        return new ModelConfig(
                kind,
                hiddenSize,
                config.requiredInteger("intermediate_size", 1, 1 << 20),
                layerCount,
                headCount,
                keyValueHeadCount,
                vocabularySize,
                number("rms_norm_eps", 1e-12, 1, 1e-5),
                number("rope_theta", 1, 1e12, 10_000),
                config.integer("max_position_embeddings", 1, 1 << 24).orElse(2048),
                requiredNumber("scale_emb"),
                requiredNumber("scale_depth") / Math.sqrt(layerCount),
                (double) hiddenSize / config.requiredInteger("dim_model_base", 1, 1 << 16),
                config.truth("tie_word_embeddings").orElse(kind == Kind.TEXT),
                config.integer("bos_token_id", 0, vocabularySize - 1).orElse(Math.min(1, vocabularySize - 1)),
                config.integer("eos_token_id", 0, vocabularySize - 1).orElse(Math.min(2, vocabularySize - 1)),
                kind == Kind.TEXT ? null : vision(kind));
    }

    private Kind kind() {
        String type = config.text("model_type").orElse("");
        List<String> architectures = config.texts("architectures");
        boolean multimodal = type.equals("minicpmv") || architectures.contains("MiniCPMV");
        if (config.has("version") || config.has("vision_config")) {
            throw unsupported(
                    config.has("version")
                            ? "a later model, version " + ModelFormatException.quoted(versionText())
                            : "a later model with a 'vision_config'");
        }
        if (multimodal) {
            return config.has("slice_mode") ? Kind.VISION_2 : Kind.VISION_1;
        }
        if (architectures.contains("MiniCPMForCausalLM") || (architectures.isEmpty() && type.equals("minicpm"))) {
            return Kind.TEXT;
        }
        throw unsupported(
                ModelFormatException.quoted(architectures.isEmpty() ? type : String.join(", ", architectures)));
    }

    private String versionText() {
        // The version is written as a number or as a text.
        return config.isText("version")
                ? config.text("version").orElse("")
                : String.valueOf(config.number("version", 0, 1e6).orElse(0));
    }

    private void rejectUnknownParts() {
        if (config.has("rope_scaling")) {
            throw unsupported("a model with 'rope_scaling'");
        }
        if (config.truth("attention_bias").orElse(false)) {
            throw unsupported("a model with 'attention_bias'");
        }
        if (config.has("num_experts") || config.has("sparse_config")) {
            throw unsupported("a model with experts or sparse attention");
        }
        String activation = config.text("hidden_act").orElse("silu");
        if (!activation.equals("silu")) {
            throw unsupported("a model with 'hidden_act' " + ModelFormatException.quoted(activation));
        }
    }

    private VisionConfig vision(Kind kind) {
        String encoder = config.text("vision_encoder").orElse(VISION_ENCODER);
        if (!encoder.equals(VISION_ENCODER)) {
            throw unsupported("a vision encoder " + ModelFormatException.quoted(encoder));
        }
        int patchSize = config.integer("patch_size", 1, 256).orElse(14);
        int imageSize = config.integer("image_size", patchSize, 1 << 12).orElse(448);
        if (kind == Kind.VISION_1 && imageSize % patchSize != 0) {
            throw config.fault("image_size", "a multiple of the patch size " + patchSize, "'" + imageSize + "'");
        }
        int queryCount = config.integer("query_num", 1, 1 << 12).orElse(64);
        int side = (int) Math.sqrt(queryCount);
        if (side * side != queryCount) {
            throw config.fault("query_num", "a square number", "'" + queryCount + "'");
        }
        return new VisionConfig(
                imageSize,
                patchSize,
                queryCount,
                config.truth("slice_mode").orElse(false),
                config.integer("max_slice_nums", 1, 1 << 10).orElse(9),
                config.integer("scale_resolution", patchSize, 1 << 12).orElse(448),
                config.integer("vision_num_heads", 1, 1 << 10).orElse(16),
                config.truth("drop_vision_last_layer").orElse(true));
    }

    private double number(String key, double least, double most, double otherwise) {
        return config.number(key, least, most).orElse(otherwise);
    }

    private double requiredNumber(String key) {
        return config.number(key, 1e-6, 1e6).orElseThrow(() -> config.fault(key, "a number", "no such key"));
    }

    private UnsupportedModelException unsupported(String found) {
        return new UnsupportedModelException(config.file(), RUNNABLE, found);
    }
}
