package dev.tuwen.compute.cpu.vector;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.kernels.ArrayView;
import dev.tuwen.compute.cpu.kernels.LinearKernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.PanelLayout;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Products in vectors, with matrices of all types but Q4_0.
public final class VectorLinear implements LinearKernels {
    private static final int PANEL_ROWS = VectorConstants.PANEL_ROWS;
    private static final boolean WIDE = VectorConstants.PANEL_VECTORS == 4;
    private static final PanelLayout LAYOUT = new PanelLayout(VectorConstants.LANES, PANEL_ROWS);

    /// Settles the width of vectors for the whole process.
    public VectorLinear() {}

    @Override
    public int lanes() {
        return VectorConstants.LANES;
    }

    @Override
    public int panelRows() {
        return PANEL_ROWS;
    }

    @Override
    public void widen(PackedMatrix matrix, int panel, int firstColumn, int columnCount, MemorySegment to) {
        MemorySegment w = matrix.memory();
        long offset = matrix.panelOffset(panel);
        long halves = offset + 2L * firstColumn * PANEL_ROWS;
        int firstBlock = firstColumn / PanelLayout.BLOCK;
        int blocks = Math.ceilDiv(columnCount, PanelLayout.BLOCK);
        switch (matrix.type()) {
            case F32 -> {
                long bytes = 4L * columnCount * PANEL_ROWS;
                MemorySegment.copy(w, offset + 4L * firstColumn * PANEL_ROWS, to, 0, bytes);
            }
            case F16 -> VectorWidening.f16(w, halves, columnCount, to);
            case BF16 -> VectorWidening.bf16(w, halves, columnCount, to);
            case Q8_0 -> VectorWidening.q8(w, offset + firstBlock * LAYOUT.blockBytes(DType.Q8_0), blocks, to);
            case I32, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K ->
                throw new IllegalArgumentException("no panels of numbers are " + matrix.type());
        }
    }

    @Override
    public void dot(PackedMatrix matrix, int panel, MemorySegment x, long xOffset, MemorySegment to, long toOffset) {
        MemorySegment w = matrix.memory();
        long offset = matrix.panelOffset(panel);
        int columns = matrix.columns();
        switch (matrix.type()) {
            case F32 -> {
                to.asSlice(toOffset, 4L * PANEL_ROWS).fill((byte) 0);
                float[] row = x.asSlice(xOffset, 4L * columns).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
                View weights = new View(w, offset, 4L * PANEL_ROWS);
                tiles(columns, PANEL_ROWS, weights, new ArrayView(row, 0, columns, 1), View.ofRow(to, toOffset));
            }
            case F16 -> {
                if (WIDE) {
                    VectorHalfDots.f16Of4(columns, w, offset, x, xOffset, to, toOffset);
                } else {
                    VectorHalfDots.f16Of2(columns, w, offset, x, xOffset, to, toOffset);
                }
            }
            case BF16 -> {
                if (WIDE) {
                    VectorHalfDots.bf16Of4(columns, w, offset, x, xOffset, to, toOffset);
                } else {
                    VectorHalfDots.bf16Of2(columns, w, offset, x, xOffset, to, toOffset);
                }
            }
            case Q8_0 -> {
                int padded = Math.ceilDiv(columns, PanelLayout.BLOCK) * PanelLayout.BLOCK;
                if (WIDE) {
                    VectorBlockDots.q8Of4(padded, w, offset, x, xOffset, to, toOffset);
                } else {
                    VectorBlockDots.q8Of2(padded, w, offset, x, xOffset, to, toOffset);
                }
            }
            case I32, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K ->
                throw new IllegalArgumentException("no panels of numbers are " + matrix.type());
        }
    }

    @Override
    public void tiles(int columns, int outputs, View w, ArrayView x, View sums) {
        VectorTiles.all(columns, outputs, w, x, sums);
    }
}
