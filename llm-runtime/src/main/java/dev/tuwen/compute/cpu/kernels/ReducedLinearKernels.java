package dev.tuwen.compute.cpu.kernels;

import java.lang.foreign.MemorySegment;

/// Products of rows with panels of weights of at most 16 bits, on processors that multiply numbers of fewer bits
/// faster: those of F32 are split into several of BF16, or rounded to 16 bits. Stateless; any thread.
public interface ReducedLinearKernels {
    /// Rows come in multiples of this, and outputs unless they are a whole panel.
    int MULTIPLE = 32;

    /// Columns come in multiples of this.
    int columnMultiple();

    /// Reduces rows of activations.
    ///
    /// @param rows any number
    /// @param columns a multiple of [#columnMultiple()]
    /// @param x `[rows, columns]`
    /// @param to as many bytes
    void reduceRows(int rows, int columns, View x, MemorySegment to);

    /// Reduces a part of a panel.
    ///
    /// @param kernels that widen it
    /// @param firstColumn even
    /// @param columns a multiple of [#columnMultiple()]
    /// @param widened space for `columns` of a panel in F32
    /// @param to as many bytes
    void reducePanel(
            LinearKernels kernels,
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
    /// @param outputs all rows of a panel, or a multiple of [#MULTIPLE] of them where numbers are split
    /// @param x reduced rows
    /// @param w a reduced part of a panel
    /// @param sums rows of `outputs` numbers
    void multiply(int rows, int columns, int outputs, MemorySegment x, MemorySegment w, View sums);
}
