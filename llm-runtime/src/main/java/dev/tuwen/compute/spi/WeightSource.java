package dev.tuwen.compute.spi;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import java.lang.foreign.MemorySegment;

/// Tensors by name, on the host; usually mapped files. Closed by whoever opened it, after the stores loaded from it.
/// Reading is safe from any thread.
public interface WeightSource extends AutoCloseable {
    /// Whether there is a tensor of this name.
    boolean has(String name);

    /// Stored type of a tensor.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    DType dtype(String name);

    /// The stored axes of a tensor, outermost first; at least one.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    java.util.List<Long> dimensions(String name);

    /// The rows a reference names, row-major, little-endian, in the stored type. Quantised rows begin at a block; a
    /// range of rows is contiguous. The segment may be a view of a mapped file or made on request, then it is
    /// garbage-collected heap or otherwise unowned memory that stays valid while it is referenced and the source is
    /// open.
    ///
    /// @throws IllegalArgumentException if there is no such tensor, or its rows and columns are not what the reference
    ///     says; the message names the tensor, the expected and the stored shape
    MemorySegment bytes(WeightRef ref);

    /// Whether [#grouped] gives the rows of a tensor too.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    default boolean isGrouped(String name) {
        dtype(name);
        return false;
    }

    /// The rows a reference names, as [#bytes] gives them widened to F32, in the four bits they are stored in.
    ///
    /// @throws IllegalArgumentException if the tensor is not [grouped][#isGrouped], or as in [#bytes]
    default GroupedRows grouped(WeightRef ref) {
        throw new IllegalArgumentException("tensor '" + ref.name() + "' has no groups");
    }

    /// Says that the segment [#bytes] gave for these rows will not be looked at again, because the device has its own
    /// copy: a source that maps files or makes rows on request gives that memory back. Called at most once for each
    /// call of [#bytes]; never for rows a device uses in place. Another call of [#bytes] gives them anew.
    ///
    /// @param ref as it was given to [#bytes]
    default void release(WeightRef ref) {}

    @Override
    void close();
}
