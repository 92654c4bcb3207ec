package dev.tuwen.compute.cpu.kernels;

import java.lang.foreign.MemorySegment;

/// Products of rows with panels of weights of at most 16 bits, on processors that multiply numbers of fewer bits
/// faster: those of F32 are taken apart into several, or rounded to 16 bits. Stateless; any thread.
public interface HalfKernels {
    /// Rows come in multiples of this, and outputs unless they are a whole panel.
    int MULTIPLE = 32;

    /// Columns come in multiples of this.
    int columnMultiple();

    /// Takes rows of activations apart.
    ///
    /// @param rows any number
    /// @param columns a multiple of [#columnMultiple()]
    /// @param x `[rows, columns]` numbers, rows at `xPitch` bytes
    /// @param to as many bytes
    void splitRows(int rows, int columns, MemorySegment x, long xOffset, long xPitch, MemorySegment to);

    /// Takes a part of a panel apart.
    ///
    /// @param kernels that widen it
    /// @param firstColumn even
    /// @param columns a multiple of [#columnMultiple()]
    /// @param widened room for `columns` of a panel in F32
    /// @param to as many bytes
    void splitPanel(
            Kernels kernels,
            PackedMatrix matrix,
            int panel,
            int firstColumn,
            int columns,
            MemorySegment widened,
            MemorySegment to);

    /// `sums[t, r] += Σ_k x[t, k] · w[k, r]` for `r < outputs`.
    ///
    /// @param rows a multiple of [#MULTIPLE]
    /// @param columns a multiple of [#columnMultiple()]
    /// @param outputs all rows of a panel, or a multiple of [#MULTIPLE] of them where numbers are taken apart
    /// @param x rows taken apart
    /// @param w a part of a panel, taken apart
    /// @param sums rows of `outputs` numbers at `pitch` bytes
    void multiply(
            int rows,
            int columns,
            int outputs,
            MemorySegment x,
            MemorySegment w,
            MemorySegment sums,
            long sumsOffset,
            long pitch);
}
