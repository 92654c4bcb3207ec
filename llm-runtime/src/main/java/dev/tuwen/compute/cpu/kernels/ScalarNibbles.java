package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;

/// Plain loops: for machines without vectors, and the twin that vector kernels are tested against.
public final class ScalarNibbles implements NibbleKernels {
    private static final int LANES = 4;
    private static final int PANEL_ROWS = 4 * LANES;
    private static final int TILE_ROWS = 4;
    private static final int BLOCK = PanelLayout.BLOCK;

    private final PanelLayout layout = new PanelLayout(LANES, PANEL_ROWS);

    /// Made by the kernels it belongs to.
    public ScalarNibbles() {}

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
        for (int block = 0; block < to.blocks(); block++) {
            for (int row = firstRow; row < to.tileEnd(firstRow); row++) {
                round(x, xOffset + (row - firstRow) * pitch, to, row, block);
            }
            to.put(firstRow, block);
        }
    }

    /// Factors, start and scale of one block of a row; the last may be short.
    public static void round(MemorySegment x, long xOffset, QuantizedRows to, int row, int block) {
        int first = block * BLOCK;
        int count = Math.min(BLOCK, to.columns() - first);
        float largest = 0;
        for (int k = 0; k < count; k++) {
            largest = Math.max(largest, Math.abs(x.get(JAVA_FLOAT_UNALIGNED, xOffset + 4L * (first + k))));
        }
        float inverse = QuantizedRows.inverse(largest);
        int sum = 0;
        int before = 0;
        for (int k = 0; k < BLOCK; k++) {
            float number = k < count ? x.get(JAVA_FLOAT_UNALIGNED, xOffset + 4L * (first + k)) : 0;
            int integer = QuantizedRows.round(number * inverse);
            to.workspace()[row * BLOCK + k] = QuantizedRows.factor(integer, k % 4 == 0 ? 0 : before);
            sum += integer;
            before = integer;
        }
        to.starts()[to.blockAt(row, block)] = QuantizedRows.start(sum);
        to.scales()[to.blockAt(row, block)] = QuantizedRows.scale(largest);
    }

    @Override
    public void dot(PackedMatrix matrix, int panel, QuantizedRows x, MemorySegment to, long toOffset) {
        for (int r = 0; r < PANEL_ROWS; r++) {
            to.set(JAVA_FLOAT_UNALIGNED, toOffset + 4L * r, sum(matrix, panel, r, x, 0));
        }
    }

    @Override
    public NibbleScratch newScratch() {
        return new NibbleScratch(new short[0], new short[0], new float[0]);
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
