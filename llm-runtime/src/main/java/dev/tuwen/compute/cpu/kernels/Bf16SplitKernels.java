package dev.tuwen.compute.cpu.kernels;

import java.lang.foreign.MemorySegment;

/// Those of [ReducedLinearKernels] that split each number of F32 into two of BF16 and lose so little that weights may
/// be of any type, and keys and values of pictures too.
public interface Bf16SplitKernels extends ReducedLinearKernels {
    /// Splits a panel in F32.
    ///
    /// @param columns even
    /// @param w `[columns, P]` numbers
    /// @param to as many bytes
    void splitPanel(int columns, MemorySegment w, long wOffset, MemorySegment to);
}
