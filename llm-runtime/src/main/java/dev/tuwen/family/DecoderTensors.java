package dev.tuwen.family;

import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.weights.TensorSource;
import java.util.List;

/// Whether a decoder's settings agree with its tensors. What is missing is for the loading to say. Stateless.
final class DecoderTensors {
    static final String HEAD = "lm_head.weight";
    private static final String EMBEDDING = "model.embed_tokens.weight";

    private final DecoderConfig config;
    private final TensorSource weights;
    private final SettingsOrigin origin;

    private DecoderTensors(DecoderConfig config, TensorSource weights, SettingsOrigin origin) {
        this.config = config;
        this.weights = weights;
        this.origin = origin;
    }

    /// @throws dev.tuwen.weights.ConfigFormatException if a number of the settings contradicts a tensor
    static void check(DecoderConfig config, TensorSource weights, SettingsOrigin origin) {
        new DecoderTensors(config, weights, origin).check();
    }

    private void check() {
        axis(EMBEDDING, 1, "hidden_size", config.hiddenSize());
        axis(EMBEDDING, 0, "vocab_size", config.vocabularySize());
        if (!config.tiedHead()) {
            axis(HEAD, 0, "vocab_size", config.vocabularySize());
        }
        checkLayerCount();
        for (int i = 0; i < config.layerCount(); i++) {
            String layer = "model.layers." + i + ".";
            checkKeys(layer + "self_attn.k_proj.weight");
            axis(layer + "mlp.gate_proj.weight", 0, "intermediate_size", config.intermediateSize());
        }
    }

    private void axis(String tensor, int axis, String key, int found) {
        if (weights.has(tensor)) {
            List<Long> axes = weights.dimensions(tensor);
            if (axes.size() == 2) {
                origin.check(key, axes.get(axis), tensor, found);
            }
        }
    }

    private void checkKeys(String tensor) {
        if (!weights.has(tensor) || weights.dimensions(tensor).size() != 2) {
            return;
        }
        long rows = weights.dimensions(tensor).getFirst();
        int width = config.heads().width();
        if (rows % width != 0) {
            throw origin.contradiction(
                    "num_attention_heads",
                    "a number of heads whose width divides " + rows,
                    tensor,
                    config.heads().queries());
        }
        origin.check("num_key_value_heads", rows / width, tensor, config.heads().keyValues());
    }

    private void checkLayerCount() {
        int stored = 0;
        String last = EMBEDDING;
        while (weights.has(norm(stored))) {
            last = norm(stored);
            stored++;
        }
        if (stored > 0) {
            origin.check("num_hidden_layers", stored, last, config.layerCount());
        }
    }

    private static String norm(int layer) {
        return "model.layers." + layer + ".input_layernorm.weight";
    }
}
