package dev.tuwen.vision;

import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.family.Checkpoint;
import dev.tuwen.family.KeyPositions;
import dev.tuwen.family.SettingsOrigin;
import dev.tuwen.family.Slicing;
import dev.tuwen.family.VisionFacts;
import dev.tuwen.family.VisionSettings;
import dev.tuwen.tokenizer.PictureMarks;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.resampler.ResamplerConfig;
import dev.tuwen.vision.resampler.ResamplerWeights;
import dev.tuwen.vision.siglip.SiglipConfig;
import dev.tuwen.vision.siglip.SiglipWeights;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All numbers of a model's vision encoder, its resampler and its pictures.
///
/// @param tower the vision transformer
/// @param resampler what makes a fixed number of rows of its patches
/// @param slicing how a source image becomes pictures
/// @param marks how the places of pictures are written into a prompt
public record VisionConfig(SiglipConfig tower, ResamplerConfig resampler, Slicing slicing, PictureMarks marks) {
    /// Widest there may be, so that products of two widths and the three parts of attention fit.
    private static final int WIDEST = 1 << 14;

    /// The numbers of a model: its family's facts, its settings, and the shapes of its weights.
    ///
    /// @return empty for a text model
    /// @throws dev.tuwen.weights.ConfigFormatException if a setting contradicts the weights
    /// @throws IllegalArgumentException if weights are missing or do not fit together
    public static Optional<VisionConfig> of(Checkpoint checkpoint) {
        return checkpoint
                .vision()
                .map(settings -> of(
                        checkpoint.family().vision().orElseThrow(),
                        settings,
                        checkpoint.decoder().hiddenSize(),
                        checkpoint.weights()));
    }

    private static VisionConfig of(VisionFacts facts, VisionSettings settings, int hidden, WeightSource source) {
        SettingsOrigin origin = settings.origin();
        List<Long> patches = dimensions(source, SiglipWeights.PATCH_WEIGHT, 4);
        origin.check("patch_size", patches.getLast(), SiglipWeights.PATCH_WEIGHT, settings.patchSize());
        List<Long> queries = dimensions(source, ResamplerWeights.QUERIES, 2);
        origin.check("query_num", queries.getFirst(), ResamplerWeights.QUERIES, settings.queryCount());
        origin.check("hidden_size", queries.getLast(), ResamplerWeights.QUERIES, hidden);
        if (patches.getFirst() % settings.headCount() != 0) {
            throw origin.contradiction(
                    "vision_num_heads",
                    "a divisor of " + patches.getFirst(),
                    SiglipWeights.PATCH_WEIGHT,
                    settings.headCount());
        }
        checkBlocks(facts.encoder(), settings, patches.getFirst(), source);
        return of(
                source,
                settings.headCount(),
                facts.keyPositions(),
                facts.slicing().apply(settings),
                facts.marks());
    }

    /// The depth is known of the published encoder alone; towers of other widths are made for tests.
    private static void checkBlocks(
            VisionFacts.Encoder encoder, VisionSettings settings, long width, WeightSource source) {
        int stored = blocks(source);
        int wanted = encoder.blocks() - (settings.lastLayerDropped() ? 1 : 0);
        if (width == encoder.width() && stored != wanted) {
            throw settings.origin()
                    .contradiction(
                            "drop_vision_last_layer",
                            stored < encoder.blocks()
                                    ? "true and " + (encoder.blocks() - 1) + " blocks stored"
                                    : "false",
                            SiglipWeights.inBlock(Math.max(0, stored - 1), "norm1.weight"),
                            settings.lastLayerDropped() + " with " + stored + " blocks");
        }
    }

    /// The numbers of stored weights: everything but the heads and the family's facts follows from their shapes.
    ///
    /// @param source holds `vpm.*` and `resampler.*`
    /// @param heads attention heads of the vision encoder
    /// @param keyPositions how the resampler's keys get their positions
    /// @param slicing how a source image becomes pictures
    /// @param marks how the places of pictures are written into a prompt
    /// @throws IllegalArgumentException if tensors are missing or do not fit together
    public static VisionConfig of(
            WeightSource source, int heads, KeyPositions keyPositions, Slicing slicing, PictureMarks marks) {
        List<Long> patches = dimensions(source, SiglipWeights.PATCH_WEIGHT, 4);
        if (patches.get(1) != Bitmap.CHANNELS || !patches.get(2).equals(patches.get(3))) {
            throw new IllegalArgumentException("weight '" + SiglipWeights.PATCH_WEIGHT + "' has shape " + patches
                    + ", expected [width, 3, side, side]");
        }
        List<Long> table = dimensions(source, SiglipWeights.POSITION_TABLE, 3);
        int side = (int) Math.round(Math.sqrt(table.get(1)));
        if (table.getFirst() != 1
                || (long) side * side != table.get(1)
                || !table.get(2).equals(patches.getFirst())) {
            throw new IllegalArgumentException("weight '" + SiglipWeights.POSITION_TABLE + "' has shape " + table
                    + ", expected [1, a square, " + patches.getFirst() + "]");
        }
        var tower = new SiglipConfig(
                width("tower", patches.getFirst()),
                heads,
                blocks(source),
                width(
                        "perceptron",
                        dimensions(source, SiglipWeights.inBlock(0, "mlp.fc1.weight"), 2)
                                .getFirst()),
                width("patch", patches.get(2)),
                side);
        List<Long> queries = dimensions(source, ResamplerWeights.QUERIES, 2);
        var resampler = new ResamplerConfig(
                tower.width(), width("decoder", queries.get(1)), width("queries", queries.getFirst()), keyPositions);
        return new VisionConfig(tower, resampler, slicing, marks);
    }

    private static int width(String what, long axis) {
        if (axis > WIDEST) {
            throw new IllegalArgumentException(
                    "vision encoder with " + what + " of " + axis + ", expected at most " + WIDEST);
        }
        return (int) axis;
    }

    private static int blocks(WeightSource source) {
        int blocks = 0;
        while (source.has(SiglipWeights.inBlock(blocks, "norm1.weight"))) {
            blocks++;
        }
        return blocks;
    }

    private static List<Long> dimensions(WeightSource source, String name, int rank) {
        List<Long> dimensions = source.dimensions(name);
        if (dimensions.size() != rank) {
            throw new IllegalArgumentException(
                    "weight '" + name + "' has shape " + dimensions + ", expected " + rank + " axes");
        }
        return dimensions;
    }

    /// The names of all tensors that a vision encoder of these numbers reads.
    ///
    /// @param source holds `vpm.*` and `resampler.*`
    public Set<String> tensorNames(WeightSource source) {
        return VisionPrograms.tensorNames(this, source);
    }

    /// Rows each picture becomes for the decoder.
    public int queries() {
        return resampler.queries();
    }

    /// Columns of these rows.
    public int hidden() {
        return resampler.hidden();
    }
}
