package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.INTS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;
import static dev.tuwen.compute.cpu.vector.VectorQuantizedDots.BLOCK_BYTES;
import static dev.tuwen.compute.cpu.vector.VectorQuantizedTiles.SHIFTED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.PanelLayout;
import dev.tuwen.compute.cpu.kernels.QuantizedLinearKernels;
import dev.tuwen.compute.cpu.kernels.QuantizedRows;
import dev.tuwen.compute.cpu.kernels.QuantizedScratch;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/// Products of Q4_0 matrices with rows in eight bits, in vectors. A panel is two vectors of 16-bit lanes wide.
public final class VectorQuantizedLinear implements QuantizedLinearKernels {
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

    /// Settles the width of vectors for the whole process.
    public VectorQuantizedLinear() {}

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
    public void quantize(View x, QuantizedRows to, int firstRow) {
        int whole = to.columns() / PanelLayout.BLOCK;
        for (int block = 0; block < to.blocks(); block++) {
            for (int row = firstRow; row < to.tileEnd(firstRow); row++) {
                long offset = x.row(row - firstRow);
                if (block < whole) {
                    round(x.memory(), offset + 4L * block * PanelLayout.BLOCK, to, row, block);
                } else {
                    to.round(x.memory(), offset, row, block);
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
                    .intoArray(to.staged(), row * PanelLayout.BLOCK + k);
        }
        to.starts()[to.blockAt(row, block)] = QuantizedRows.start(sums.reduceLanes(VectorOperators.ADD));
        to.scales()[to.blockAt(row, block)] = QuantizedRows.scale(largest);
    }

    @Override
    public void dot(PackedMatrix matrix, int panel, QuantizedRows x, MemorySegment to, long toOffset) {
        int touched = VectorQuantizedDots.dot(matrix.memory(), matrix.panelOffset(panel), x, to, toOffset);
        to.set(JAVA_INT_UNALIGNED, toOffset + 4L * PANEL_ROWS, touched);
    }

    @Override
    public QuantizedScratch newScratch() {
        return new QuantizedScratch(
                new short[2 * SHIFTED], new short[PANEL_ROWS * BLOCK_ROWS * 2], new float[PANEL_ROWS * BLOCK_ROWS]);
    }

    @Override
    public void multiply(
            PackedMatrix matrix,
            int panel,
            QuantizedRows x,
            int firstRow,
            int rows,
            QuantizedScratch scratch,
            MemorySegment sums) {
        MemorySegment w = matrix.memory();
        Arrays.fill(scratch.sums(), 0, rows * PANEL_ROWS, 0);
        for (int b = 0; b < x.blocks(); b += 2) {
            long wOffset = matrix.panelOffset(panel) + b * BLOCK_BYTES;
            // The last block of an odd number is its own second, with scales of zero.
            int more = b + 1 < x.blocks() ? 1 : 0;
            products(w, wOffset, x, b, firstRow, rows, scratch);
            if (more == 1) {
                products(w, wOffset + BLOCK_BYTES, x, b + 1, firstRow, rows, scratch);
            }
            VectorQuantizedTiles.add(rows, w, wOffset, more, x, x.blockAt(firstRow, b), scratch);
        }
        MemorySegment.copy(scratch.sums(), 0, sums, JAVA_FLOAT_UNALIGNED, 0, rows * PANEL_ROWS);
    }

    /// The products of some rows with a block, as the first of a pair or the second.
    private static void products(
            MemorySegment w,
            long wOffset,
            QuantizedRows x,
            int block,
            int firstRow,
            int rows,
            QuantizedScratch scratch) {
        int place = block % 2;
        int shifted = place * SHIFTED;
        VectorQuantizedTiles.shift(w, wOffset, scratch.shifted(), shifted);
        for (int t = 0; t < rows; t += TILE_ROWS) {
            int row = firstRow + t;
            int factors = x.factorsAt(row, block);
            int starts = x.blockAt(row, block);
            int at = (place * BLOCK_ROWS + t) * PANEL_ROWS;
            if (x.tileRowsAt(row) == 8) {
                VectorQuantizedTiles.eight(scratch, shifted, x, factors, starts, at);
            } else {
                VectorQuantizedTiles.four(scratch, shifted, x, factors, starts, at);
            }
        }
    }
}
