package dev.tuwen.family.minicpm;

import dev.tuwen.compute.Heads;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.family.SettingsOrigin;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.gguf.GgufFile;
import dev.tuwen.weights.gguf.GgufMetadata;
import dev.tuwen.weights.gguf.GgufModel;
import dev.tuwen.weights.gguf.GgufNames;
import dev.tuwen.weights.gguf.GgufSource;
import dev.tuwen.weights.gguf.GgufTensor;
import java.util.List;
import java.util.Map;

/// The decoder's part of a model: metadata to settings, tensors to our names.
///
/// Architecture `minicpm`, or `llama` for checkpoints whose scales are folded into their weights: these have a head of
/// their own, for folding unties it, and the family's chat template, which tells them from every other Llama. Files
/// made before December 2024 lack the three scales, which then were the same for all models of the family.
final class MiniCpmGguf {
    private static final String USER = "<用户>";
    private static final double OLD_EMBEDDING_SCALE = 12;
    private static final double OLD_DEPTH_SCALE = 1.4;
    private static final double OLD_BASE_WIDTH = 256;

    private final GgufModel model;
    private final String title;
    private final GgufMetadata metadata;
    private final String architecture;

    /// @param model whose decoder is read
    /// @param title of the family, for messages
    MiniCpmGguf(GgufModel model, String title) {
        this.model = model;
        this.title = title;
        this.metadata = model.metadata();
        this.architecture = architecture(model);
    }

    /// Whether a model's decoder is one of these, as far as its architecture says.
    static boolean isOfArchitecture(GgufModel model) {
        return architecture(model).equals("minicpm") || isFolded(model);
    }

    private static boolean isFolded(GgufModel model) {
        return architecture(model).equals("llama")
                && model.has(GgufNames.HEAD)
                && template(model).contains(USER);
    }

    private static String template(GgufModel model) {
        return model.metadata().text("tokenizer.chat_template").orElse("");
    }

    private static String architecture(GgufModel model) {
        return model.metadata().text("general.architecture").orElse("");
    }

    /// Where the numbers stand.
    SettingsOrigin origin() {
        return new SettingsOrigin(
                metadata.file(),
                Map.of(
                        "hidden_size", key("embedding_length"),
                        "num_hidden_layers", key("block_count"),
                        "intermediate_size", key("feed_forward_length"),
                        "num_attention_heads", key("attention.head_count"),
                        "num_key_value_heads", key("attention.head_count_kv")));
    }

    /// The settings.
    DecoderConfig config() {
        boolean folded = isFolded(model);
        rejectUnknownParts();
        int hidden = required("embedding_length", 1 << 16);
        int layers = required("block_count", 1 << 10);
        int heads = required("attention.head_count", 1 << 12);
        int keyValueHeads = integer("attention.head_count_kv", 1, 1 << 12, heads);
        if (hidden % heads != 0 || hidden / heads % 2 != 0) {
            throw metadata.fault(
                    key("attention.head_count"),
                    "a divisor of " + hidden + " that leaves an even width",
                    "'" + heads + "'");
        }
        if (heads % keyValueHeads != 0) {
            throw metadata.fault(key("attention.head_count_kv"), "a divisor of " + heads, "'" + keyValueHeads + "'");
        }
        int width = hidden / heads;
        for (String name : List.of("rope.dimension_count", "attention.key_length", "attention.value_length")) {
            if (integer(name, 1, 1 << 16, width) != width) {
                throw metadata.fault(key(name), "the width of a head, " + width, "another one");
            }
        }
        int vocabulary = Math.toIntExact(
                Math.min(1 << 20, tensor(GgufNames.EMBEDDING).dimensions().getFirst()));
        return new DecoderConfig(
                hidden,
                required("feed_forward_length", 1 << 20),
                layers,
                new Heads(heads, keyValueHeads, width),
                vocabulary,
                number("attention.layer_norm_rms_epsilon", 1e-12, 1, 1e-5),
                number("rope.freq_base", 1, 1e12, 10_000),
                number("embedding_scale", 1e-6, 1e6, folded ? 1 : OLD_EMBEDDING_SCALE),
                number("residual_scale", 1e-6, 1e6, folded ? 1 : OLD_DEPTH_SCALE / Math.sqrt(layers)),
                number("logit_scale", 1e-6, 1e6, folded ? 1 : hidden / OLD_BASE_WIDTH),
                integer("context_length", 1, 1 << 24, 2048),
                !model.has(GgufNames.HEAD));
    }

    private void rejectUnknownParts() {
        String scaling = metadata.text(key("rope.scaling.type")).orElse("none");
        boolean scaled = !List.of("none", "linear").contains(scaling);
        for (String factor : List.of("rope.scaling.factor", "rope.scale_linear", "rope.scaling.attn_factor")) {
            scaled |= number(factor, -1e12, 1e12, 1) != 1;
        }
        if (scaled || model.has("rope_factors_long.weight") || model.has("rope_freqs.weight")) {
            throw unsupported("one with scaled rotation");
        }
        if (integer("expert_count", 0, Integer.MAX_VALUE, 0) + integer("expert_used_count", 0, Integer.MAX_VALUE, 0)
                != 0) {
            throw unsupported("one with experts");
        }
        if (!metadata.truth(key("attention.causal")).orElse(true)) {
            throw unsupported("one that sees what follows");
        }
        String template = template(model);
        if (!template.isEmpty() && !template.contains(USER)) {
            throw unsupported("one with another chat template");
        }
        if (model.has("blk.0.attn_q.bias")) {
            throw unsupported("one with biases");
        }
    }

    /// Adds all tensors under our names.
    void addTo(GgufSource source, DecoderConfig config) {
        int width = config.heads().width();
        GgufNames.decoder(config.layerCount(), model.has(GgufNames.HEAD)).forEach((stored, ours) -> {
            boolean interleaved = GgufNames.isInterleaved(stored);
            GgufFile file = model.holder(stored);
            GgufTensor tensor = file.tensor(stored);
            if (interleaved && tensor.dimensions().getFirst() % width != 0) {
                throw new WeightFormatException(
                        file.file(),
                        tensor.offset(),
                        "tensor '" + stored + "' with whole heads of " + width + " rows",
                        tensor.dimensions() + "");
            }
            source.add(ours, null, List.of(new GgufSource.Part(file, tensor, interleaved ? width : 0)));
        });
    }

    private GgufTensor tensor(String name) {
        return model.holder(name).tensor(name);
    }

    private String key(String name) {
        return architecture + "." + name;
    }

    private int required(String name, int maximum) {
        return metadata.requiredInteger(key(name), 1, maximum);
    }

    private int integer(String name, int minimum, int maximum, int otherwise) {
        return metadata.integer(key(name), minimum, maximum).orElse(otherwise);
    }

    private double number(String name, double minimum, double maximum, double otherwise) {
        return metadata.number(key(name), minimum, maximum).orElse(otherwise);
    }

    private UnsupportedModelException unsupported(String found) {
        return new UnsupportedModelException(metadata.file(), title + " as its makers published it", found);
    }
}
