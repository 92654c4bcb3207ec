package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.INTS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;
import static dev.tuwen.compute.cpu.vector.VectorNibbleDots.BLOCK_BYTES;
import static dev.tuwen.compute.cpu.vector.VectorNibbleDots.NIBBLE_BYTES;
import static dev.tuwen.compute.cpu.vector.VectorNibbleTiles.SHIFTED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.tuwen.compute.cpu.kernels.NibbleKernels;
import dev.tuwen.compute.cpu.kernels.NibbleScratch;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.PanelLayout;
import dev.tuwen.compute.cpu.kernels.QuantizedRows;
import dev.tuwen.compute.cpu.kernels.ScalarNibbles;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/// Products of Q4_0 matrices with rows in eight bits, in vectors. A panel is two vectors of 16-bit lanes wide.
final class VectorNibbles implements NibbleKernels {
    private static final int PANEL_ROWS = 4 * LANES;

    /// Eight rows by two vectors of sums need 27 registers of 32, four rows by two need 12 of 16.
    private static final int TILE_ROWS = VectorConstants.BITS == 512 ? 8 : 4;

    /// See [QuantizedRows#round].
    private static final float ROUNDER = 12582912;

    /// In each group of four columns, the column before.
    private static final VectorShuffle<Integer> BEFORE =
            VectorShuffle.fromOp(INTS, lane -> lane % 4 == 0 ? lane : lane - 1);

    /// All bits but for the first of each four columns, which has none before it.
    private static final IntVector NOT_FIRST =
            IntVector.broadcast(INTS, -1).blend(0, VectorMask.fromLong(INTS, 0x1111_1111_1111_1111L));

    VectorNibbles() {}

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public int panelRows() {
        return PANEL_ROWS;
    }

    @Override
    public int tileRows() {
        return TILE_ROWS;
    }

    @Override
    public void quantize(MemorySegment x, long xOffset, long pitch, QuantizedRows to, int firstRow) {
        int whole = to.columns() / PanelLayout.BLOCK;
        for (int block = 0; block < to.blocks(); block++) {
            for (int row = firstRow; row < to.tileEnd(firstRow); row++) {
                long offset = xOffset + (row - firstRow) * pitch;
                if (block < whole) {
                    round(x, offset + 4L * block * PanelLayout.BLOCK, to, row, block);
                } else {
                    ScalarNibbles.round(x, offset, to, row, block);
                }
            }
            to.put(firstRow, block);
        }
    }

    private static void round(MemorySegment x, long offset, QuantizedRows to, int row, int block) {
        // The bits of numbers without signs are ordered as the numbers are, and NaN above all.
        IntVector sizes = IntVector.zero(INTS);
        for (int k = 0; k < PanelLayout.BLOCK; k += LANES) {
            sizes = sizes.max(
                    IntVector.fromMemorySegment(INTS, x, offset + 4L * k, ORDER).and(Integer.MAX_VALUE));
        }
        float largest = Float.intBitsToFloat(sizes.reduceLanes(VectorOperators.MAX));
        float inverse = QuantizedRows.inverse(largest);
        IntVector sums = IntVector.zero(INTS);
        for (int k = 0; k < PanelLayout.BLOCK; k += LANES) {
            IntVector integers = FloatVector.fromMemorySegment(FLOATS, x, offset + 4L * k, ORDER)
                    .mul(inverse)
                    .add(ROUNDER)
                    .reinterpretAsInts()
                    .sub(Float.floatToRawIntBits(ROUNDER));
            sums = sums.add(integers);
            IntVector before = integers.rearrange(BEFORE).and(NOT_FIRST);
            IntVector factors = integers.sub(before.lanewise(VectorOperators.LSHL, 4));
            factors.and(0xffff)
                    .or(factors.lanewise(VectorOperators.LSHL, 16))
                    .intoArray(to.workspace(), row * PanelLayout.BLOCK + k);
        }
        to.starts()[to.blockAt(row, block)] = QuantizedRows.start(sums.reduceLanes(VectorOperators.ADD));
        to.scales()[to.blockAt(row, block)] = QuantizedRows.scale(largest);
    }

    @Override
    public void dot(PackedMatrix matrix, int panel, QuantizedRows x, MemorySegment to, long toOffset) {
        int touched = VectorNibbleDots.dot(
                x.blocks(),
                matrix.memory(),
                matrix.panelOffset(panel),
                x.factors(),
                x.starts(),
                x.scales(),
                to,
                toOffset);
        to.set(JAVA_INT_UNALIGNED, toOffset + 4L * PANEL_ROWS, touched);
    }

    @Override
    public NibbleScratch newScratch() {
        return new NibbleScratch(
                new short[2 * SHIFTED], new short[PANEL_ROWS * BLOCK_ROWS * 2], new float[PANEL_ROWS * BLOCK_ROWS]);
    }

    @Override
    public void multiply(
            PackedMatrix matrix,
            int panel,
            QuantizedRows x,
            int firstRow,
            int rows,
            NibbleScratch scratch,
            MemorySegment sums) {
        MemorySegment w = matrix.memory();
        Arrays.fill(scratch.sums(), 0, rows * PANEL_ROWS, 0);
        for (int b = 0; b < x.blocks(); b += 2) {
            long wOffset = matrix.panelOffset(panel) + b * BLOCK_BYTES;
            // The last block of an odd number is its own second, with scales of zero.
            int more = b + 1 < x.blocks() ? 1 : 0;
            products(w, wOffset, x, b, firstRow, rows, scratch, 0);
            if (more == 1) {
                products(w, wOffset + BLOCK_BYTES, x, b + 1, firstRow, rows, scratch, 1);
            }
            VectorNibbleTiles.add(
                    rows,
                    w,
                    wOffset + NIBBLE_BYTES,
                    wOffset + NIBBLE_BYTES + more * BLOCK_BYTES,
                    more,
                    x.scales(),
                    x.blockAt(firstRow, b),
                    x.blockAt(firstRow, b + more),
                    scratch.products(),
                    more * PANEL_ROWS * BLOCK_ROWS,
                    scratch.sums());
        }
        MemorySegment.copy(scratch.sums(), 0, sums, JAVA_FLOAT_UNALIGNED, 0, rows * PANEL_ROWS);
    }

    /// The products of some rows with a block, as the first or the second of a pair.
    private static void products(
            MemorySegment w,
            long wOffset,
            QuantizedRows x,
            int block,
            int firstRow,
            int rows,
            NibbleScratch scratch,
            int place) {
        int shifted = place * SHIFTED;
        VectorNibbleTiles.shift(w, wOffset, scratch.shifted(), shifted);
        for (int t = 0; t < rows; t += TILE_ROWS) {
            int row = firstRow + t;
            int factorsAt = x.factorsAt(row, block);
            int startsAt = x.blockAt(row, block);
            int at = (place * BLOCK_ROWS + t) * PANEL_ROWS;
            if (x.tileRowsAt(row) == 8) {
                VectorNibbleTiles.eight(
                        scratch.shifted(),
                        shifted,
                        x.factors(),
                        factorsAt,
                        x.starts(),
                        startsAt,
                        scratch.products(),
                        at);
            } else {
                VectorNibbleTiles.four(
                        scratch.shifted(),
                        shifted,
                        x.factors(),
                        factorsAt,
                        x.starts(),
                        startsAt,
                        scratch.products(),
                        at);
            }
        }
    }
}
