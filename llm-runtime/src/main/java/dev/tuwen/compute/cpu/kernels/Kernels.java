package dev.tuwen.compute.cpu.kernels;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The inner loops. Stateless; any thread. All numbers are F32 unless said otherwise, offsets and pitches are in bytes,
/// and a result may alias an operand only where it says so.
///
/// Matrices are cut into panels of [#panelRows()] output rows, padded with zeros, in which the rows are interleaved:
/// one lane is one row, and there are no horizontal sums. With `P` panel rows and `K` columns a panel in F32 is `[K,
/// P]`.
public interface Kernels {
    /// Sums of [#tiles] have room for a multiple of these rows: a multiple of what any device's tile takes at once.
    int TILE_ROWS = 12;

    /// Distance in bytes at which kernels touch what they will read of a cache, so that memory is asked for it early.
    int AHEAD = 1024;

    /// Positions of a cache that are worked on at once.
    int CACHE_CHUNK = 256;

    /// For the name of the device: "512-bit vectors".
    String name();

    /// Lanes of a vector of F32; halves of a panel's numbers are paired at this distance, see [PanelLayout].
    int lanes();

    /// Output rows of a panel, a multiple of twice [#lanes()].
    int panelRows();

    /// For matrices in Q4_0, which no other kernel here takes.
    NibbleKernels nibbles();

    /// For many rows, to nearly the accuracy of F32; null where the processor has no tiles.
    default @Nullable SplitKernels split() {
        return null;
    }

    /// For many rows with a matrix of a type; null where F32 is faster, or needed for the accuracy of the type.
    default @Nullable HalfKernels split(DType type) {
        return null;
    }

    /// Widens columns of a panel to F32 `[columnCount, P]`.
    ///
    /// @param matrix of any packed type but Q4_0
    /// @param panel number of the panel
    /// @param firstColumn a multiple of 32
    /// @param columnCount at most the rest of the row
    /// @param to receives them from byte 0 on; has room for `columnCount` rounded up to 32
    void widen(PackedMatrix matrix, int panel, int firstColumn, int columnCount, MemorySegment to);

    /// One row of activations against a panel: `to[r] = Σ_k x[k] · w[r, k]`.
    ///
    /// @param x `K` numbers, padded with zeros to a multiple of 32 if the matrix is quantised
    /// @param to room for `P` numbers
    void dot(PackedMatrix matrix, int panel, MemorySegment x, long xOffset, MemorySegment to, long toOffset);

    /// Adds the products of many rows of activations: `sums[t, o] += Σ_k x[t, k] · w[k, o]` for `k < columns` and `o <
    /// outputs`.
    ///
    /// @param rows at least 1; the sums have room for `rows` rounded up to [#TILE_ROWS], and those beyond `rows` become
    ///     undefined
    /// @param columns number of columns
    /// @param outputs a multiple of [#lanes()], at most [#panelRows()]
    /// @param w an F32 panel, `[columns, P]`
    /// @param x rows, `xPitch` numbers from one to the next; on the heap, where loops need not check each number's
    ///     place
    /// @param sums rows at `sumsPitch` bytes
    void tiles(
            int rows,
            int columns,
            int outputs,
            MemorySegment w,
            long wOffset,
            float[] x,
            int xOffset,
            int xPitch,
            MemorySegment sums,
            long sumsOffset,
            long sumsPitch);

    /// [#tiles] with an F32 panel, `[columns, P]`.
    default void tile(
            int rows,
            int columns,
            MemorySegment w,
            long wOffset,
            float[] x,
            int xOffset,
            int xPitch,
            MemorySegment sums,
            long sumsOffset,
            long sumsPitch) {
        tiles(rows, columns, panelRows(), w, wOffset, x, xOffset, xPitch, sums, sumsOffset, sumsPitch);
    }

    /// `to[t, i] = from[t, i]`; a pitch of 0 repeats one row.
    void copyRows(
            int rows,
            int count,
            MemorySegment from,
            long fromOffset,
            long fromPitch,
            MemorySegment to,
            long toOffset,
            long toPitch);

    /// `to[t, i] = a[t, i] + scale · b[t, i]`; the result may alias either.
    void addScaledRows(
            int rows,
            int count,
            MemorySegment a,
            long aOffset,
            long aPitch,
            MemorySegment b,
            long bOffset,
            long bPitch,
            float scale,
            MemorySegment to,
            long toOffset,
            long toPitch);

    /// `x[i] = activation(x[i])`, in place.
    void activate(Activation activation, MemorySegment x, long xOffset, int count);

    /// `to[i] = a[i] + b[i]`; the result may alias either.
    void add(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment to, long toOffset, int count);

    /// `to[i] = a[i] · b[i]`; the result may alias either.
    void multiply(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment to, long toOffset, int count);

    /// `to[i] = a[i] + scale · b[i]`; the result may alias either.
    void addScaled(
            MemorySegment a,
            long aOffset,
            MemorySegment b,
            long bOffset,
            float scale,
            MemorySegment to,
            long toOffset,
            int count);

    /// `to[i] = scale · x[i]`; the result may alias `x`.
    void scale(MemorySegment x, long xOffset, float scale, MemorySegment to, long toOffset, int count);

    /// One row of [dev.tuwen.compute.Op.RmsNorm].
    void rmsNorm(
            MemorySegment x,
            long xOffset,
            MemorySegment gain,
            float epsilon,
            MemorySegment to,
            long toOffset,
            int columns);

    /// One row of [dev.tuwen.compute.Op.LayerNorm].
    void layerNorm(
            MemorySegment x,
            long xOffset,
            MemorySegment gain,
            MemorySegment bias,
            float epsilon,
            MemorySegment to,
            long toOffset,
            int columns);

    /// One head of [dev.tuwen.compute.Op.Rope]: `(a, b) → (a cos − b sin, b cos + a sin)` over the two halves.
    ///
    /// @param table the cosines of half a head, then the sines
    /// @param half half the width of the head
    void rotate(
            MemorySegment x,
            long xOffset,
            MemorySegment table,
            long tableOffset,
            MemorySegment to,
            long toOffset,
            int half);

    /// `x = softmax(scale · x)` over `count` numbers, in place.
    void softmax(MemorySegment x, long xOffset, int count, float scale);

    /// The largest of `count` numbers.
    float largest(MemorySegment x, long xOffset, int count);

    /// `x[i] = e^(scale · x[i] − offset)`, in place.
    ///
    /// @return the sum of the results
    float exponentials(MemorySegment x, long xOffset, int count, float scale, float offset);

    /// One query against the cached keys of a head: `to[s] = Σ_c query[c] · keys[s, c]`.
    ///
    /// @param query padded with zeros to the layout's width
    /// @param plane byte where the plane of the head begins; [#AHEAD] bytes follow the last plane
    /// @param rows positions the plane has room for
    /// @param to room for `positions` rounded up to [#lanes()]
    /// @param work scratch of [#workBytes]
    void keyScores(
            HeadLayout layout,
            MemorySegment query,
            long queryOffset,
            MemorySegment keys,
            long plane,
            int rows,
            int positions,
            MemorySegment to,
            long toOffset,
            MemorySegment work);

    /// The cached values of a head, mixed: `to[c] += Σ_s shares[s] · values[s, c]`.
    ///
    /// @param plane byte where the plane of the head begins; [#AHEAD] bytes follow the last plane
    /// @param rows positions the plane has room for
    /// @param to as many numbers as the layout's padded width
    /// @param work scratch of [#workBytes]
    void mixValues(
            HeadLayout layout,
            MemorySegment shares,
            long sharesOffset,
            MemorySegment values,
            long plane,
            int rows,
            int positions,
            MemorySegment to,
            long toOffset,
            MemorySegment work);

    /// Cached keys of a head as F32 panels of positions: `[panels, padded width, P]`. What lies beyond the last
    /// position is undefined.
    ///
    /// @param first a multiple of [#panelRows()]
    /// @param work scratch of [#workBytes]
    void widenKeys(
            HeadLayout layout,
            MemorySegment keys,
            long plane,
            int rows,
            int first,
            int count,
            MemorySegment to,
            MemorySegment work);

    /// Cached values of a head as F32 panels of columns: `[panels, CACHE_CHUNK, P]`, padded with zeros to the layout's
    /// width; what is beyond that is undefined.
    ///
    /// @param count at most [#CACHE_CHUNK]
    void widenValues(
            HeadLayout layout, MemorySegment values, long plane, int rows, int first, int count, MemorySegment to);

    /// Scratch the kernels for a layout need.
    static long workBytes(HeadLayout layout) {
        return 4L * ((layout.scales() + 2L) * CACHE_CHUNK + layout.paddedWidth());
    }

    /// Widens `count` F16 numbers.
    void widenHalves(MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int count);
}
