package dev.tuwen.weights.gguf;

import dev.tuwen.compute.DType;
import dev.tuwen.weights.WeightFormatException;
import java.nio.file.Path;
import java.util.List;

/// An entry of a table of tensors, already checked against the file's size.
///
/// @param name as stored
/// @param type of its elements
/// @param dimensions outermost first, the other way round than in the file; at least one
/// @param offset of its first byte, from the start of the file
/// @param byteSize its length
public record GgufTensor(String name, GgufType type, List<Long> dimensions, long offset, long byteSize) {
    /// Copies the dimensions.
    public GgufTensor {
        dimensions = List.copyOf(dimensions);
    }

    /// The type of its elements.
    ///
    /// @param file the file it is in, for the message
    /// @throws WeightFormatException if nothing can be computed with it
    public DType dtype(Path file) {
        DType dtype = type.dtype();
        if (dtype == null) {
            throw new WeightFormatException(
                    file,
                    offset,
                    "tensor " + WeightFormatException.quoted(name) + " as one of " + GgufType.readable(),
                    "type '" + type + "'");
        }
        return dtype;
    }
}
