package dev.tuwen.compute.cpu.kernels;

import java.lang.foreign.MemorySegment;

/// Products of matrices in Q4_0 with rows of activations in eight bits. Stateless; any thread.
///
/// Within a block of 32 columns all arithmetic is on integers of 16 bits, one lane for each output row; then the sums
/// are multiplied with both scales and added in F32, block after block, in the same way for one row of activations and
/// for many, so that both give the same numbers. Panels are laid out as [PanelLayout] says.
public interface QuantizedLinearKernels {
    /// Maximum of rows that [#multiply] takes, a multiple of every tile.
    int BLOCK_ROWS = 128;

    /// Lanes of a vector of F32, see [PanelLayout].
    int lanes();

    /// Output rows of a panel in Q4_0.
    int panelRows();

    /// Rows of activations that are multiplied at once, see [QuantizedRows].
    int tileRows();

    /// Interleaves the rows of a whole panel, where that is faster than what [MatrixPacker] does for every processor.
    ///
    /// @param rows as [dev.tuwen.quantization.Q4_0] has them, one after another
    /// @param blocks of a row
    /// @param panel receives them
    /// @return whether it was done
    default boolean pack(MemorySegment rows, int blocks, MemorySegment panel) {
        return false;
    }

    /// Rounds a tile of activations to eight bits: in each block of 32 of a row the largest becomes 127 or −127.
    ///
    /// @param x rows of `to.columns` numbers, from the tile's first row on
    /// @param to receives them; different tiles may be written at once
    /// @param firstRow where a tile of `to` begins
    void quantize(View x, QuantizedRows to, int firstRow);

    /// Whether [#dot] asks for memory as early as it has to.
    default boolean fetchesAhead() {
        return false;
    }

    /// A single row of activations against a panel: `to[r] = Σ_k x[k] · w[r, k]`.
    ///
    /// @param x of one row
    /// @param to space for a panel's rows, and four bytes more whose content means nothing
    void dot(PackedMatrix matrix, int panel, QuantizedRows x, MemorySegment to, long toOffset);

    /// Memory for [#multiply]; a thread's own.
    QuantizedScratch newScratch();

    /// Rows of activations against a panel: `sums[t, r] = Σ_k x[firstRow + t, k] · w[r, k]`.
    ///
    /// @param x of at least two rows
    /// @param firstRow a multiple of [#tileRows()]
    /// @param rows at most [#BLOCK_ROWS]; the rest of `x` or a multiple of [#tileRows()]
    /// @param scratch made by these kernels
    /// @param sums `[rows, P]`
    void multiply(
            PackedMatrix matrix,
            int panel,
            QuantizedRows x,
            int firstRow,
            int rows,
            QuantizedScratch scratch,
            MemorySegment sums);
}
