package dev.tuwen.weights.stored;

import dev.tuwen.compute.DType;
import dev.tuwen.weights.ModelFormatException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// One mapped file of tensors by their stored names. Reading is safe from any thread; closed by its opener, after which
/// its segments are gone.
public interface TensorFile extends AutoCloseable {
    /// Opens a file of one format.
    @FunctionalInterface
    interface Opener {
        /// Maps a file and checks its table of tensors.
        ///
        /// @throws ModelFormatException if it is damaged, cut short or of another format
        /// @throws java.io.UncheckedIOException if it cannot be read
        TensorFile open(Path file);
    }

    /// The file.
    Path file();

    /// The names of its tensors, as stored.
    Set<String> names();

    /// The type of a tensor.
    ///
    /// @throws dev.tuwen.weights.WeightFormatException if nothing can be computed with it
    DType dtype(String name);

    /// The axes of a tensor, outermost first; `[1]` for a single number.
    List<Long> dimensions(String name);

    /// Part of a tensor's bytes in the order of its axes, inside it; aligned for its element type.
    MemorySegment bytes(String name, long offset, long size);

    @Override
    void close();
}
