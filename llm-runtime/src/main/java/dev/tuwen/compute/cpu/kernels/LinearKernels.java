package dev.tuwen.compute.cpu.kernels;

import java.lang.foreign.MemorySegment;

/// Products of rows of F32 with panels of a matrix. Stateless; any thread.
///
/// Matrices are cut into panels of [#panelRows()] output rows, padded with zeros, in which the rows are interleaved:
/// one lane is one row, and there are no horizontal sums. With `P` panel rows and `K` columns a panel in F32 is `[K,
/// P]`.
public interface LinearKernels {
    /// Sums of [#tiles] have space for a multiple of these rows: a multiple of what any device's tile takes at once.
    int TILE_ROWS = 12;

    /// Lanes of a vector of F32; halves of a panel's numbers are paired at this distance, see [PanelLayout].
    int lanes();

    /// Output rows of a panel, a multiple of twice [#lanes()].
    int panelRows();

    /// Widens columns of a panel to F32 `[columnCount, P]`.
    ///
    /// @param matrix of any packed type but Q4_0
    /// @param panel number of the panel
    /// @param firstColumn a multiple of 32
    /// @param columnCount at most the rest of the row
    /// @param to receives them from byte 0 on; has space for `columnCount` rounded up to 32
    void widen(PackedMatrix matrix, int panel, int firstColumn, int columnCount, MemorySegment to);

    /// One row of activations against a panel: `to[r] = Σ_k x[k] · w[r, k]`.
    ///
    /// @param x `K` numbers, padded with zeros to a multiple of 32 if the matrix is quantised
    /// @param to space for `P` numbers
    void dot(PackedMatrix matrix, int panel, MemorySegment x, long xOffset, MemorySegment to, long toOffset);

    /// Adds the products of many rows of activations: `sums[t, o] += Σ_k x[t, k] · w[k, o]` for `k < columns` and `o <
    /// outputs`.
    ///
    /// @param columns number of columns
    /// @param outputs a multiple of [#lanes()], at most [#panelRows()]
    /// @param w an F32 panel, `[columns, P]`
    /// @param x the rows
    /// @param sums space for the rows of `x` rounded up to [#TILE_ROWS], of which those beyond become undefined
    void tiles(int columns, int outputs, View w, ArrayView x, View sums);
}
