package dev.tuwen.weights.gguf;

import dev.tuwen.weights.ModelConfig;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.VisionConfig;
import dev.tuwen.weights.WeightFormatException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The decoder's part of a model: metadata to settings, tensors to our names.
///
/// Architecture `minicpm`, or `llama` for checkpoints whose scales are folded into their weights. Files made before
/// December 2024 lack the three scales, which then were the same for all models of the family.
final class GgufDecoder {
    private static final String RUNNABLE =
            "the decoder of MiniCPM-2B or MiniCPM-V 2.0 (architecture 'minicpm', or" + " 'llama' with folded scales)";
    private static final double OLD_EMBEDDING_SCALE = 12;
    private static final double OLD_DEPTH_SCALE = 1.4;
    private static final double OLD_BASE_WIDTH = 256;
    private final List<GgufFile> files;
    private final GgufMetadata metadata;
    private final String architecture;

    /// @param files of one model, the first with its metadata
    GgufDecoder(List<GgufFile> files) {
        this.files = files;
        this.metadata = files.getFirst().metadata();
        this.architecture = metadata.text("general.architecture").orElse("");
    }

    /// The settings.
    ///
    /// @param vision settings of the part that sees, or null for a text model
    ModelConfig config(@Nullable VisionConfig vision) {
        boolean folded = architecture.equals("llama");
        if (!folded && !architecture.equals("minicpm")) {
            throw unsupported("architecture " + ModelFormatException.quoted(architecture));
        }
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
        return new ModelConfig(
                kind(vision),
                hidden,
                required("feed_forward_length", 1 << 20),
                layers,
                heads,
                keyValueHeads,
                vocabulary,
                number("attention.layer_norm_rms_epsilon", 1e-12, 1, 1e-5),
                number("rope.freq_base", 1, 1e12, 10_000),
                integer("context_length", 1, 1 << 24, 2048),
                number("embedding_scale", 1e-6, 1e6, folded ? 1 : OLD_EMBEDDING_SCALE),
                number("residual_scale", 1e-6, 1e6, folded ? 1 : OLD_DEPTH_SCALE / Math.sqrt(layers)),
                number("logit_scale", 1e-6, 1e6, folded ? 1 : hidden / OLD_BASE_WIDTH),
                !has(GgufNames.HEAD),
                metadata.integer("tokenizer.ggml.bos_token_id", 0, vocabulary - 1)
                        .orElse(Math.min(1, vocabulary - 1)),
                metadata.integer("tokenizer.ggml.eos_token_id", 0, vocabulary - 1)
                        .orElse(Math.min(2, vocabulary - 1)),
                vision);
    }

    private static ModelConfig.Kind kind(@Nullable VisionConfig vision) {
        if (vision == null) {
            return ModelConfig.Kind.TEXT;
        }
        return vision.slicing() ? ModelConfig.Kind.VISION_2 : ModelConfig.Kind.VISION_1;
    }

    private void rejectUnknownParts() {
        String scaling = metadata.text(key("rope.scaling.type")).orElse("none");
        if (!scaling.equals("none") || has("rope_factors_long.weight") || has("rope_freqs.weight")) {
            throw unsupported("a model with scaled rotation");
        }
        if (metadata.integer(key("expert_count"), 0, Integer.MAX_VALUE).orElse(0) > 0) {
            throw unsupported("a model with experts");
        }
        String template = metadata.text("tokenizer.chat_template").orElse("");
        if (!template.isEmpty() && !template.contains("<用户>")) {
            throw unsupported("a model with another chat template");
        }
        if (has("blk.0.attn_q.bias")) {
            throw unsupported("a model with biases");
        }
    }

    /// Adds all tensors under our names.
    void addTo(GgufSource source, ModelConfig config) {
        Map<String, String> names = GgufNames.decoder(config.layerCount(), has(GgufNames.HEAD));
        names.forEach((stored, ours) -> {
            boolean interleaved = GgufNames.isInterleaved(stored);
            GgufFile file = file(stored);
            GgufTensor tensor = file.tensor(stored);
            if (interleaved && tensor.dimensions().getFirst() % config.headWidth() != 0) {
                throw new WeightFormatException(
                        file.file(),
                        tensor.offset(),
                        "tensor '" + stored + "' with whole heads of " + config.headWidth() + " rows",
                        tensor.dimensions() + "");
            }
            source.add(ours, null, List.of(new GgufSource.Part(file, tensor, interleaved ? config.headWidth() : 0)));
        });
    }

    /// Whether the vocabulary has the markers of pictures: the decoder of a model that sees.
    boolean expectsPictures() {
        return metadata.texts("tokenizer.ggml.tokens", GgufVocabulary.MOST_PIECES, GgufVocabulary.LONGEST_PIECE)
                .filter(pieces -> pieces.contains("<image>") && pieces.contains("</image>"))
                .isPresent();
    }

    private GgufTensor tensor(String name) {
        return file(name).tensor(name);
    }

    private GgufFile file(String name) {
        for (GgufFile file : files) {
            if (file.has(name)) {
                return file;
            }
        }
        throw new WeightFormatException(
                metadata.file(), 0, "tensor '" + name + "'", "none of this name among the model's");
    }

    private boolean has(String name) {
        return files.stream().anyMatch(file -> file.has(name));
    }

    private String key(String name) {
        return architecture + "." + name;
    }

    private int required(String name, int most) {
        return metadata.requiredInteger(key(name), 1, most);
    }

    private int integer(String name, int least, int most, int otherwise) {
        return metadata.integer(key(name), least, most).orElse(otherwise);
    }

    private double number(String name, double least, double most, double otherwise) {
        return metadata.number(key(name), least, most).orElse(otherwise);
    }

    private UnsupportedModelException unsupported(String found) {
        return new UnsupportedModelException(metadata.file(), RUNNABLE, found);
    }
}
