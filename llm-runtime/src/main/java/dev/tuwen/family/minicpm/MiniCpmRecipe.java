package dev.tuwen.family.minicpm;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.Heads;
import dev.tuwen.decoder.AttentionDecoder;
import dev.tuwen.decoder.Decoder;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.family.DecoderRecipe;
import dev.tuwen.family.SettingsOrigin;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.TensorNames;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.gguf.GgufModel;
import dev.tuwen.weights.gguf.GgufSource;
import dev.tuwen.weights.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// The decoder of MiniCPM-2B, which MiniCPM-V 1.0 and 2.0 took over, as its files describe it.
///
/// @param title of the family, for messages
/// @param tiedByDefault whether the embedding is the output head where `config.json` does not say
public record MiniCpmRecipe(String title, boolean tiedByDefault) implements DecoderRecipe {
    @Override
    public DecoderConfig read(JsonObject config) {
        rejectUnknownParts(config);
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
        int width = config.integer("head_dim", 1, 1 << 16).orElse(hiddenSize / headCount);
        if (width != hiddenSize / headCount) {
            throw config.fault("head_dim", "the width of a head, " + hiddenSize / headCount, "'" + width + "'");
        }
        int vocabularySize = config.requiredInteger("vocab_size", 1, 1 << 20);
        int layerCount = config.requiredInteger("num_hidden_layers", 1, 1 << 10);
        config.integers("bos_token_id", 0, vocabularySize - 1);
        config.integers("eos_token_id", 0, vocabularySize - 1);
        return new DecoderConfig(
                hiddenSize,
                config.requiredInteger("intermediate_size", 1, 1 << 20),
                layerCount,
                new Heads(headCount, keyValueHeadCount, hiddenSize / headCount),
                vocabularySize,
                config.number("rms_norm_eps", 1e-12, 1).orElse(1e-5),
                ropeBase(config),
                requiredNumber(config, "scale_emb"),
                requiredNumber(config, "scale_depth") / Math.sqrt(layerCount),
                (double) hiddenSize / config.requiredInteger("dim_model_base", 1, 1 << 16),
                config.integer("max_position_embeddings", 1, 1 << 24).orElse(2048),
                config.truth("tie_word_embeddings").orElse(tiedByDefault));
    }

    private static double requiredNumber(JsonObject config, String key) {
        return config.number(key, 1e-6, 1e6).orElseThrow(() -> config.fault(key, "a number", "no such key"));
    }

    private void rejectUnknownParts(JsonObject config) {
        for (String key : List.of("attention_bias", "mlp_bias", "use_sliding_window")) {
            if (config.truth(key).orElse(false)) {
                throw unsupported(config, "one with '" + key + "'");
            }
        }
        requireOne(config, "partial_rotary_factor");
        if (config.has("num_experts") || config.has("sparse_config")) {
            throw unsupported(config, "one with experts or sparse attention");
        }
        String activation = config.text("hidden_act").orElse("silu");
        if (!activation.equals("silu")) {
            throw unsupported(config, "one with 'hidden_act' " + ModelFormatException.quoted(activation));
        }
    }

    /// The base of the rotation. It stands at the top, or since transformers 5 under `rope_parameters`; a rotation of
    /// another type than `default` is not this family's.
    private double ropeBase(JsonObject config) {
        OptionalDouble base = config.number("rope_theta", 1, 1e12);
        for (String key : List.of("rope_scaling", "rope_parameters")) {
            Optional<JsonObject> rope = config.object(key);
            if (rope.isEmpty()) {
                continue;
            }
            for (String name : List.of("type", "rope_type")) {
                String type = rope.get().text(name).orElse("default");
                if (!type.equals("default")) {
                    throw unsupported(config, "one with '" + key + "' of type " + ModelFormatException.quoted(type));
                }
            }
            requireOne(rope.get(), "factor");
            requireOne(rope.get(), "partial_rotary_factor");
            rope.get().integer("original_max_position_embeddings", 1, 1 << 24);
            OptionalDouble other = rope.get().number("rope_theta", 1, 1e12);
            if (other.isPresent() && base.isPresent() && other.getAsDouble() != base.getAsDouble()) {
                throw rope.get()
                        .fault(
                                "rope_theta",
                                "the other 'rope_theta', " + base.getAsDouble(),
                                "'" + other.getAsDouble() + "'");
            }
            base = other.isPresent() ? other : base;
        }
        return base.orElse(10_000);
    }

    private void requireOne(JsonObject settings, String key) {
        double factor = settings.number(key, -1e12, 1e12).orElse(1);
        if (factor != 1) {
            throw unsupported(settings, "one with '" + key + "' " + factor);
        }
    }

    private UnsupportedModelException unsupported(JsonObject config, String found) {
        return new UnsupportedModelException(config.file(), title + " as its makers published it", found);
    }

    @Override
    public DecoderConfig read(GgufModel model) {
        return new MiniCpmGguf(model, title).config();
    }

    @Override
    public SettingsOrigin origin(GgufModel model) {
        return new MiniCpmGguf(model, title).origin();
    }

    @Override
    public String tensorName(String stored) {
        return TensorNames.ours(stored);
    }

    @Override
    public void addTensors(GgufModel model, DecoderConfig config, GgufSource source) {
        new MiniCpmGguf(model, title).addTo(source, config);
    }

    @Override
    public Decoder decoder(DecoderConfig config, DType cacheType) {
        return new AttentionDecoder(config, cacheType);
    }
}
