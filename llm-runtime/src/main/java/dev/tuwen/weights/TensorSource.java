package dev.tuwen.weights;

import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.WeightSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A [WeightSource] that also lists what it has. Opened by `files.WeightFiles`; closed by its opener, after the stores
/// loaded from it. Reading is safe from any thread.
public interface TensorSource extends WeightSource {
    /// The names of all tensors, ours.
    Set<String> names();

    /// The file a tensor is in.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    Path file(String name);

    /// Whether a tensor only looks like its type, and takes fewer bits in the file.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    default boolean isWidened(String name) {
        file(name);
        return false;
    }

    /// Whether a tensor is a by-product of training or saving, as masks, counters and tables that are computed anyway.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    default boolean isByProduct(String name) {
        file(name);
        return false;
    }

    /// What is known of a tensor.
    ///
    /// @param tensors all of them
    /// @throws IllegalArgumentException if there is none of this name
    static <T> T known(Map<String, T> tensors, String name) {
        T tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "no tensor '" + name + "' among the " + tensors.size() + " of the model");
        }
        return tensor;
    }

    /// Checks that a reference names rows of a tensor.
    ///
    /// @param ref the reference
    /// @param stored the tensor's axes, outermost first: one axis of `n` counts as `n` rows of one column, more as the
    ///     first by the product of the others
    /// @throws IllegalArgumentException if it does not; the message names the tensor and both shapes
    static void checkRange(WeightRef ref, List<Long> stored) {
        long columns = 1;
        for (long axis : stored.subList(1, stored.size())) {
            columns *= axis;
        }
        long rows = stored.get(0);
        if (ref.columns() != columns || (long) ref.firstRow() + ref.rows() > rows) {
            throw new IllegalArgumentException("weight '" + ref.name() + "': expected rows " + ref.firstRow() + " to "
                    + ((long) ref.firstRow() + ref.rows()) + " of " + ref.columns() + " columns, stored is " + rows
                    + " by "
                    + columns + " (" + stored + ")");
        }
    }
}
