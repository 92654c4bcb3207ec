package dev.tuwen.compute.cpu.kernels;

import java.lang.foreign.MemorySegment;

/// Softmax, and what reads cached keys and values. Stateless; any thread.
public interface AttentionKernels {
    /// Distance in bytes at which kernels touch what they will read of a cache, so that memory is asked for it early.
    int AHEAD = 1024;

    /// Positions of a cache that are worked on at once.
    int CHUNK = 256;

    /// `x = softmax(scale · x)` over `count` numbers, in place.
    void softmax(MemorySegment x, long xOffset, int count, float scale);

    /// The maximum of `count` numbers.
    float maximum(MemorySegment x, long xOffset, int count);

    /// `x[i] = e^(scale · x[i] − maximum)`, in place.
    ///
    /// @return the sum of the results
    float exponentials(MemorySegment x, long xOffset, int count, float scale, float maximum);

    /// The scores of a query: `scores[s] = Σ_c query[c] · keys[s, c]`.
    ///
    /// @param query padded with zeros to the layout's width
    /// @param scores space for `positions` rounded up to the lanes of a vector
    /// @param workspace of [#workspaceBytes]
    void scores(HeadSlab keys, MemorySegment query, int positions, MemorySegment scores, MemorySegment workspace);

    /// The values by their probabilities: `to[c] += Σ_s probabilities[s] · values[s, c]`.
    ///
    /// @param to as many numbers as the layout's padded width
    /// @param workspace of [#workspaceBytes]
    void addValues(
            HeadSlab values, MemorySegment probabilities, int positions, MemorySegment to, MemorySegment workspace);

    /// Cached keys of a head as F32 panels of positions: `[panels, padded width, P]`, with the panels of
    /// [LinearKernels]. What lies beyond the last position is undefined.
    ///
    /// @param first a multiple of the rows of a panel
    /// @param workspace of [#workspaceBytes]
    void widenKeys(HeadSlab keys, int first, int count, MemorySegment to, MemorySegment workspace);

    /// Cached values of a head as F32 panels of columns: `[panels, CHUNK, P]`, padded with zeros to the layout's width;
    /// what is beyond that is undefined.
    ///
    /// @param count at most [#CHUNK]
    void widenValues(HeadSlab values, int first, int count, MemorySegment to);

    /// Widens `count` F16 numbers.
    void widenHalves(MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int count);

    /// Workspace the kernels for a layout need.
    static long workspaceBytes(HeadLayout layout) {
        return 4L * ((layout.scales() + 2L) * CHUNK + layout.paddedWidth());
    }
}
