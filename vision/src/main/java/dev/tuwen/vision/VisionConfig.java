package dev.tuwen.vision;

import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.SliceGrid;
import dev.tuwen.vision.resampler.ResamplerConfig;
import dev.tuwen.vision.resampler.ResamplerWeights;
import dev.tuwen.vision.siglip.SiglipConfig;
import dev.tuwen.vision.siglip.SiglipWeights;
import dev.tuwen.weights.ModelConfig;
import java.util.List;

/// All numbers of the part of a model that sees.
///
/// @param tower the vision transformer
/// @param resampler what makes a fixed number of rows of its patches
/// @param framing how a photo becomes pictures
public record VisionConfig(SiglipConfig tower, ResamplerConfig resampler, Framing framing) {
    /// Widest there may be, so that products of two widths and the three parts of attention fit.
    private static final int WIDEST = 1 << 14;

    /// How a photo becomes the pictures the model sees.
    public sealed interface Framing {

        /// One picture, resized to a square whatever its shape (MiniCPM-V 1.0).
        ///
        /// @param side of the square in pixels
        record Square(int side) implements Framing {
            /// Checks the side.
            public Square {
                if (side < 1) {
                    throw new IllegalArgumentException("square of " + side + " pixels, expected at least 1");
                }
            }
        }

        /// An overview and cells (MiniCPM-V 2.0).
        ///
        /// @param grid decides which
        record Sliced(SliceGrid grid) implements Framing {}

        /// The photo as it is, filled up to whole patches (MiniCPM-V 2.0 with slicing switched off).
        record Whole() implements Framing {}
    }

    /// The numbers of a model's folder: its settings, and the shapes of its weights.
    ///
    /// @param model of a multimodal model
    /// @param source holds `vpm.*` and `resampler.*`
    /// @throws IllegalArgumentException if it is a text model, or weights are missing or contradict the settings
    public static VisionConfig of(ModelConfig model, WeightSource source) {
        dev.tuwen.weights.VisionConfig settings = model.vision();
        if (settings == null) {
            throw new IllegalArgumentException("a model of kind " + model.kind() + " has no part that sees");
        }
        Framing framing = switch (model.kind()) {
            case TEXT -> throw new IllegalArgumentException("a text model has no part that sees");
            case VISION_1 -> new Framing.Square(settings.imageSize());
            case VISION_2 ->
                settings.slicing()
                        ? new Framing.Sliced(
                                new SliceGrid(settings.sliceSide(), settings.patchSize(), settings.mostSlices()))
                        : new Framing.Whole();
        };
        VisionConfig config = of(source, settings.headCount(), framing);
        agree("patch size", settings.patchSize(), config.tower().patch());
        agree("query count", settings.queryCount(), config.queries());
        agree("hidden size", model.hiddenSize(), config.hidden());
        return config;
    }

    private static void agree(String what, int settings, int weights) {
        if (settings != weights) {
            throw new IllegalArgumentException(
                    what + " is " + settings + " in the model's settings, " + weights + " in its weights");
        }
    }

    /// The numbers of stored weights: everything but the heads and the framing follows from their shapes.
    ///
    /// @param source holds `vpm.*` and `resampler.*`
    /// @param heads attention heads of the vision tower
    /// @param framing how a photo becomes pictures; decides the resampler's key positions as well
    /// @throws IllegalArgumentException if tensors are missing or do not fit together
    public static VisionConfig of(WeightSource source, int heads, Framing framing) {
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
        var keyPositions = framing instanceof Framing.Square
                ? ResamplerConfig.KeyPositions.ENLARGED_TABLE
                : ResamplerConfig.KeyPositions.SINES;
        var resampler = new ResamplerConfig(
                tower.width(), width("decoder", queries.get(1)), width("queries", queries.getFirst()), keyPositions);
        return new VisionConfig(tower, resampler, framing);
    }

    private static int width(String what, long axis) {
        if (axis > WIDEST) {
            throw new IllegalArgumentException(
                    "part that sees with " + what + " of " + axis + ", expected at most " + WIDEST);
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

    /// Rows each picture becomes for the decoder.
    public int queries() {
        return resampler.queries();
    }

    /// Columns of these rows.
    public int hidden() {
        return resampler.hidden();
    }
}
