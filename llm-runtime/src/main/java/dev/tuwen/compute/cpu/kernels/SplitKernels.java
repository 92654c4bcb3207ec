package dev.tuwen.compute.cpu.kernels;

import java.lang.foreign.MemorySegment;

/// Those of [HalfKernels] that lose so little that weights may be of any type, and keys and values of pictures too.
public interface SplitKernels extends HalfKernels {
    @Override
    default void splitPanel(
            Kernels kernels,
            PackedMatrix matrix,
            int panel,
            int firstColumn,
            int columns,
            MemorySegment widened,
            MemorySegment to) {
        kernels.widen(matrix, panel, firstColumn, columns, widened);
        splitPanel(columns, widened, 0, to);
    }

    /// Takes a panel in F32 apart.
    ///
    /// @param columns even
    /// @param w `[columns, P]` numbers
    /// @param to as many bytes
    void splitPanel(int columns, MemorySegment w, long wOffset, MemorySegment to);
}
