package dev.tuwen.model;

import dev.tuwen.compute.WeightRef;
import dev.tuwen.family.Checkpoint;
import dev.tuwen.quantization.StoredRows;
import dev.tuwen.vision.VisionConfig;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.WeightFormatException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Weights of which a part never arrived: programs that download set a file to its full size first, and the rest stays
/// zero. Matrices may be zero; what a normalisation multiplies with is not, for nothing would come out of it. There are
/// some in every layer, and they are short. Stateless.
final class UnfinishedWeights {
    private static final Pattern NORM = Pattern.compile(".*(norm\\d?|ln_\\w+)\\.weight");
    private static final int LONGEST = 1 << 20;

    private UnfinishedWeights() {}

    /// @throws WeightFormatException if there is a normalisation whose weight is all zero
    static void refuse(Checkpoint checkpoint, Optional<VisionConfig> vision) {
        TensorSource weights = checkpoint.weights();
        for (String name : UnusedTensors.read(checkpoint, vision)) {
            if (NORM.matcher(name).matches() && weights.has(name) && isZeroVector(weights, name, LONGEST)) {
                throw new WeightFormatException(
                        weights.file(name),
                        0,
                        "numbers in tensor " + ModelFormatException.quoted(name),
                        "nothing but zeros, as an unfinished download leaves them; download it again");
            }
        }
    }

    /// Whether a tensor is one row of no more than so many numbers that are all zero.
    static boolean isZeroVector(TensorSource weights, String name, int longest) {
        List<Long> axes = weights.dimensions(name);
        if (axes.size() != 1 || axes.getFirst() > longest) {
            return false;
        }
        float[] numbers = new float[axes.getFirst().intValue()];
        var vector = WeightRef.vector(name, numbers.length);
        StoredRows.decode(weights.dtype(name), weights.bytes(vector), 0, numbers.length, numbers, 0);
        weights.release(vector);
        for (float number : numbers) {
            if (number != 0) {
                return false;
            }
        }
        return true;
    }
}
