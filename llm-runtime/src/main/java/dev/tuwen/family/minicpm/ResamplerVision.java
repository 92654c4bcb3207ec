package dev.tuwen.family.minicpm;

import dev.tuwen.family.SettingsOrigin;
import dev.tuwen.family.VisionRecipe;
import dev.tuwen.family.VisionSettings;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.gguf.GgufFile;
import dev.tuwen.weights.gguf.GgufKeys;
import dev.tuwen.weights.gguf.GgufMetadata;
import dev.tuwen.weights.gguf.GgufSource;
import dev.tuwen.weights.json.JsonObject;
import java.util.Arrays;
import java.util.Map;

/// The pictures of MiniCPM-V 1.0 and 2.0 as their files describe them: a SigLIP encoder and a resampler.
///
/// @param title of the family, for messages
/// @param encoder name of the one encoder that is run
/// @param cut whether source images are cut, so that a square need not be whole patches
public record ResamplerVision(String title, String encoder, boolean cut) implements VisionRecipe {
    private static final Map<String, String> MMPROJ_KEYS = Map.of(
            "patch_size", "clip.vision.patch_size",
            "vision_num_heads", "clip.vision.attention.head_count");

    private static final double EPSILON = 1e-6;
    private static final float[] COLOUR = {0.5f, 0.5f, 0.5f};

    /// Mean and deviation of red where a converter was not told those of the encoder: CLIP's.
    private static final Map<String, Float> UNSAID =
            Map.of("clip.vision.image_mean", 0.4815f, "clip.vision.image_std", 0.2686f);

    @Override
    public VisionSettings read(JsonObject config) {
        String named = config.text("vision_encoder").orElse(encoder);
        if (!named.equals(encoder)) {
            throw new UnsupportedModelException(
                    config.file(),
                    title + " with the vision encoder '" + encoder + "'",
                    "a vision encoder " + ModelFormatException.quoted(named));
        }
        if (!cut && (config.has("max_slice_nums") || config.has("scale_resolution"))) {
            throw config.fault("slice_mode", "there beside 'max_slice_nums' and 'scale_resolution'", "no such key");
        }
        int patchSize = config.integer("patch_size", 1, 256).orElse(14);
        int imageSize = config.integer("image_size", patchSize, 1 << 12).orElse(448);
        if (!cut && imageSize % patchSize != 0) {
            throw config.fault("image_size", "a multiple of the patch size " + patchSize, "'" + imageSize + "'");
        }
        int queryCount = config.integer("query_num", 1, 1 << 12).orElse(64);
        int side = (int) Math.sqrt(queryCount);
        if (side * side != queryCount) {
            throw config.fault("query_num", "a square number", "'" + queryCount + "'");
        }
        return new VisionSettings(
                imageSize,
                patchSize,
                queryCount,
                config.truth("slice_mode").orElse(false),
                config.integer("max_slice_nums", 1, 1 << 10).orElse(9),
                config.integer("scale_resolution", patchSize, 1 << 12).orElse(448),
                config.integer("vision_num_heads", 1, 1 << 10).orElse(16),
                config.truth("drop_vision_last_layer").orElse(true),
                new SettingsOrigin(config.file(), Map.of()));
    }

    @Override
    public VisionSettings read(GgufFile mmproj) {
        GgufMetadata metadata = mmproj.metadata();
        int version =
                metadata.integer("clip.minicpmv_version", 0, Integer.MAX_VALUE).orElse(0);
        boolean resampler =
                metadata.text("clip.projector_type").orElse("resampler").equals("resampler")
                        && metadata.truth("clip.has_minicpmv_projector").orElse(mmproj.has("resampler.query"));
        if (!resampler || version > 1 || !mmproj.has("resampler.pos_embed")) {
            throw new UnsupportedModelException(
                    mmproj.file(),
                    "the vision encoder of " + title + " ('clip.minicpmv_version' 1)",
                    resampler
                            ? "that of a later model, version " + version
                            : "that of another model, with projector "
                                    + ModelFormatException.quoted(
                                            metadata.text("clip.projector_type").orElse("none")));
        }
        rejectOtherArithmetic(metadata);
        int patch = metadata.requiredInteger("clip.vision.patch_size", 1, 256);
        int side = metadata.integer("clip.vision.image_size", patch, 1 << 12).orElse(448);
        long queries = mmproj.has("resampler.query")
                ? mmproj.tensor("resampler.query").dimensions().getFirst()
                : 0;
        return new VisionSettings(
                side,
                patch,
                Math.toIntExact(Math.min(queries, 1 << 12)),
                metadata.truth(GgufKeys.SLICING).orElse(true),
                metadata.integer(GgufKeys.MAXIMUM_SLICES, 1, 1 << 10).orElse(9),
                metadata.integer(GgufKeys.SLICE_SIDE, patch, 1 << 12).orElse(side),
                metadata.integer("clip.vision.attention.head_count", 1, 1 << 10).orElse(16),
                true,
                new SettingsOrigin(mmproj.file(), MMPROJ_KEYS));
    }

    /// Refuses numbers that are not those of the encoder.
    private void rejectOtherArithmetic(GgufMetadata metadata) {
        boolean tanh = metadata.truth("clip.use_gelu").orElse(true)
                && !metadata.truth("clip.use_silu").orElse(false);
        double epsilon = metadata.number("clip.vision.attention.layer_norm_epsilon", 0, 1)
                .orElse(EPSILON);
        if (!tanh || Math.abs(epsilon - EPSILON) > EPSILON / 100) {
            throw unsupported(metadata, tanh ? "a norm with " + epsilon + " added" : "another activation than GELU");
        }
        UNSAID.forEach((key, unsaid) -> {
            float[] numbers = metadata.numbers(key, 16).orElse(COLOUR);
            boolean other = numbers.length != COLOUR.length || Math.abs(numbers[0] - unsaid) > 1e-3;
            if (other && !Arrays.equals(numbers, COLOUR)) {
                throw unsupported(metadata, "'" + key + "' " + Arrays.toString(numbers));
            }
        });
    }

    private UnsupportedModelException unsupported(GgufMetadata metadata, String found) {
        return new UnsupportedModelException(metadata.file(), "the vision encoder of " + title, found);
    }

    @Override
    public void addTensors(GgufFile mmproj, GgufSource source) {
        new MmprojTensors(mmproj).addTo(source);
    }
}
