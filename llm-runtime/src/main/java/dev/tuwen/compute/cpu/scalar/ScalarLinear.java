package dev.tuwen.compute.cpu.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.kernels.ArrayView;
import dev.tuwen.compute.cpu.kernels.LinearKernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.PanelLayout;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;

/// Products in plain loops: for machines without vectors, and the twin that other kernels are tested against.
public final class ScalarLinear implements LinearKernels {
    static final int LANES = 4;
    static final int PANEL_ROWS = 8;
    private static final int BLOCK = PanelLayout.BLOCK;

    private final PanelLayout layout = new PanelLayout(LANES, PANEL_ROWS);

    /// Nothing to prepare.
    public ScalarLinear() {}

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public int panelRows() {
        return PANEL_ROWS;
    }

    @Override
    public void widen(PackedMatrix matrix, int panel, int firstColumn, int columnCount, MemorySegment to) {
        for (int k = 0; k < columnCount; k++) {
            for (int r = 0; r < PANEL_ROWS; r++) {
                to.set(JAVA_FLOAT_UNALIGNED, 4L * (k * PANEL_ROWS + r), weight(matrix, panel, firstColumn + k, r));
            }
        }
    }

    @Override
    public void dot(PackedMatrix matrix, int panel, MemorySegment x, long xOffset, MemorySegment to, long toOffset) {
        for (int r = 0; r < PANEL_ROWS; r++) {
            float sum = 0;
            for (int k = 0; k < matrix.columns(); k++) {
                sum += at(x, xOffset + 4L * k) * weight(matrix, panel, k, r);
            }
            put(to, toOffset + 4L * r, sum);
        }
    }

    private float weight(PackedMatrix matrix, int panel, int column, int r) {
        MemorySegment w = matrix.memory();
        long offset = matrix.panelOffset(panel);
        return switch (matrix.type()) {
            case F32 -> at(w, offset + 4L * ((long) column * PANEL_ROWS + r));
            case F16 -> Float.float16ToFloat(half(w, offset + 2L * column * PANEL_ROWS + layout.halfOffset(r)));
            case BF16 -> Float.intBitsToFloat(half(w, offset + 2L * column * PANEL_ROWS + layout.halfOffset(r)) << 16);
            case Q8_0 -> quantized(w, offset + column / BLOCK * layout.blockBytes(DType.Q8_0), column % BLOCK, r);
            case I32, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K ->
                throw new IllegalArgumentException("no panels of numbers are " + matrix.type());
        };
    }

    private float quantized(MemorySegment w, long block, int column, int r) {
        int packed = w.get(JAVA_INT_UNALIGNED, block + 4L * (column / 4 * PANEL_ROWS + r));
        int quant = (packed << (8 * (column % 4))) >> 24;
        return quant * Float.float16ToFloat(half(w, block + layout.quantBytes(DType.Q8_0) + layout.halfOffset(r)));
    }

    @Override
    public void tiles(int columns, int outputs, View w, ArrayView x, View sums) {
        for (int t = 0; t < x.rows(); t++) {
            for (int k = 0; k < columns; k++) {
                float factor = x.numbers()[x.row(t) + k];
                for (int o = 0; o < outputs; o++) {
                    long at = sums.row(t) + 4L * o;
                    put(sums.memory(), at, at(sums.memory(), at) + factor * at(w.memory(), w.row(k) + 4L * o));
                }
            }
        }
    }

    private static float at(MemorySegment from, long offset) {
        return from.get(JAVA_FLOAT_UNALIGNED, offset);
    }

    private static void put(MemorySegment to, long offset, float value) {
        to.set(JAVA_FLOAT_UNALIGNED, offset, value);
    }

    private static short half(MemorySegment from, long offset) {
        return from.get(JAVA_SHORT_UNALIGNED, offset);
    }
}
