package dev.tuwen.conversion;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import java.util.List;

/// One tensor of a file, and where it comes from.
///
/// @param name in the file
/// @param type in the file
/// @param dimensions in the file, outermost first
/// @param source rows of the model's tensor that it is made of
/// @param order of its rows
/// @param headWidth rows of a head, where they are interleaved
record TargetTensor(String name, DType type, List<Long> dimensions, WeightRef source, Order order, int headWidth) {
    /// How rows of a file come from rows of the model.
    enum Order {
        /// As they are.
        SAME,
        /// Those of each head in the order 0, d/2, 1, d/2 + 1 and so on.
        INTERLEAVED,
        /// They are its columns.
        TRANSPOSED
    }

    TargetTensor {
        dimensions = List.copyOf(dimensions);
    }

    static TargetTensor same(String name, DType type, List<Long> dimensions, WeightRef source) {
        return new TargetTensor(name, type, dimensions, source, Order.SAME, 0);
    }

    /// Rows of the file; the source has as many unless it is transposed.
    int rows() {
        return order == Order.TRANSPOSED ? source.columns() : source.rows();
    }

    /// Numbers in a row of the file.
    int columns() {
        return order == Order.TRANSPOSED ? source.rows() : source.columns();
    }
}
