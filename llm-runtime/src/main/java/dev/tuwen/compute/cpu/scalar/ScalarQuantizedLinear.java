package dev.tuwen.compute.cpu.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.PanelLayout;
import dev.tuwen.compute.cpu.kernels.QuantizedLinearKernels;
import dev.tuwen.compute.cpu.kernels.QuantizedRows;
import dev.tuwen.compute.cpu.kernels.QuantizedScratch;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;

/// Products of Q4_0 matrices in plain loops: for machines without vectors, and the twin that other kernels are tested
/// against.
public final class ScalarQuantizedLinear implements QuantizedLinearKernels {
    private static final int LANES = 4;
    private static final int PANEL_ROWS = 4 * LANES;
    private static final int TILE_ROWS = 4;
    private static final int BLOCK = PanelLayout.BLOCK;

    private final PanelLayout layout = new PanelLayout(LANES, PANEL_ROWS);

    /// Nothing to prepare.
    public ScalarQuantizedLinear() {}

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
        for (int block = 0; block < to.blocks(); block++) {
            for (int row = firstRow; row < to.tileEnd(firstRow); row++) {
                to.round(x.memory(), x.row(row - firstRow), row, block);
            }
            to.put(firstRow, block);
        }
    }

    @Override
    public void dot(PackedMatrix matrix, int panel, QuantizedRows x, MemorySegment to, long toOffset) {
        for (int r = 0; r < PANEL_ROWS; r++) {
            to.set(JAVA_FLOAT_UNALIGNED, toOffset + 4L * r, sum(matrix, panel, r, x, 0));
        }
    }

    @Override
    public QuantizedScratch newScratch() {
        return new QuantizedScratch(new short[0], new short[0], new float[0]);
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
        for (int t = 0; t < rows; t++) {
            for (int r = 0; r < PANEL_ROWS; r++) {
                sums.set(JAVA_FLOAT_UNALIGNED, 4L * (t * PANEL_ROWS + r), sum(matrix, panel, r, x, firstRow + t));
            }
        }
    }

    private float sum(PackedMatrix matrix, int panel, int r, QuantizedRows x, int row) {
        MemorySegment w = matrix.memory();
        int firstRow = row / x.tileRows() * x.tileRows();
        int width = x.tileRowsAt(firstRow);
        float sum = 0;
        for (int block = 0; block < x.blocks(); block++) {
            long from = matrix.panelOffset(panel) + block * layout.blockBytes(DType.Q4_0);
            int factors = x.factorsAt(firstRow, block) + row - firstRow;
            int products = x.starts()[x.blockAt(row, block)];
            for (int j = 0; j < BLOCK / 4; j++) {
                int nibbles = w.get(JAVA_SHORT_UNALIGNED, from + 2L * j * PANEL_ROWS + layout.halfOffset(r)) & 0xffff;
                for (int n = 0; n < 4; n++) {
                    products += (nibbles >>> (4 * n)) * x.factors()[factors + (4 * j + n) * width];
                }
            }
            float scale = Float.float16ToFloat(
                    w.get(JAVA_SHORT_UNALIGNED, from + layout.quantBytes(DType.Q4_0) + layout.halfOffset(r)));
            sum += (short) products * (scale * x.scales()[x.blockAt(row, block)]);
        }
        return sum;
    }
}
