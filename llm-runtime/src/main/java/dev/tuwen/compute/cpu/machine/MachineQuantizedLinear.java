package dev.tuwen.compute.cpu.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.driver.Q4Code;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.PanelLayout;
import dev.tuwen.compute.cpu.kernels.QuantizedLinearKernels;
import dev.tuwen.compute.cpu.kernels.QuantizedRows;
import dev.tuwen.compute.cpu.kernels.QuantizedScratch;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;

/// Products of Q4_0 matrices with rows in eight bits, in the processor's own code. Integers are exact and everything
/// else is computed in the order of the other kernels, so that the results are the same numbers.
///
/// The factors of [QuantizedRows] hold bytes here, row by row; with 512 bits those of a single row have four times the
/// space and are spread over it, see [Q4Code#quantizeRow], and a start is `−8 Σ x` in all 32 bits.
public final class MachineQuantizedLinear implements QuantizedLinearKernels {
    private static final int TILE_ROWS = 8;
    private static final int BLOCK = PanelLayout.BLOCK;

    private final Q4Code code;
    private final int lanes;

    /// @param code of this processor
    public MachineQuantizedLinear(MachineCode code) {
        this.code = code.q4();
        lanes = code.lanes();
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public int panelRows() {
        return 4 * lanes;
    }

    @Override
    public int tileRows() {
        return TILE_ROWS;
    }

    /// The rows are copied first: they may lie in a file, and machine code that meets the end of one that was cut short
    /// meanwhile ends the program.
    @Override
    public boolean pack(MemorySegment rows, int blocks, MemorySegment panel) {
        if (code.packs()) {
            code.pack(MemorySegment.ofArray(rows.toArray(JAVA_BYTE)), panel, blocks);
        }
        return code.packs();
    }

    @Override
    public void quantize(View x, QuantizedRows to, int firstRow) {
        int rows = to.tileEnd(firstRow) - firstRow;
        if (to.columns() % BLOCK == 0) {
            quantize(x.memory().asSlice(x.offset()), x.pitch(), to, firstRow, rows);
        } else {
            int pitch = to.blocks() * BLOCK;
            var padded = new float[rows * pitch];
            for (int t = 0; t < rows; t++) {
                MemorySegment.copy(x.memory(), JAVA_FLOAT_UNALIGNED, x.row(t), padded, t * pitch, to.columns());
            }
            quantize(MemorySegment.ofArray(padded), 4L * pitch, to, firstRow, rows);
        }
    }

    private void quantize(MemorySegment x, long pitch, QuantizedRows to, int firstRow, int rows) {
        if (to.rows() == 1) {
            code.quantizeRow(x, rows(to, 0), to.blocks());
        } else {
            code.quantizeRows(x, pitch, rows(to, firstRow), to.blocks(), rows);
        }
    }

    @Override
    public boolean fetchesAhead() {
        return true;
    }

    @Override
    public void dot(PackedMatrix matrix, int panel, QuantizedRows x, MemorySegment to, long toOffset) {
        code.dot(panel(matrix, panel), rows(x, 0), to.asSlice(toOffset), x.blocks());
    }

    @Override
    public QuantizedScratch newScratch() {
        return new QuantizedScratch(new short[Q4Code.WORK_BYTES / 2], new short[0], new float[0]);
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
        sums.asSlice(0, 4L * rows * panelRows()).fill((byte) 0);
        MemorySegment work = MemorySegment.ofArray(scratch.shifted());
        code.multiply(panel(matrix, panel), rows(x, firstRow), sums, work, x.blocks(), rows);
    }

    private static MemorySegment panel(PackedMatrix matrix, int panel) {
        return matrix.memory().asSlice(matrix.panelOffset(panel));
    }

    /// Rows from `row` on.
    private Q4Code.Rows rows(QuantizedRows x, int row) {
        long block = 4L * x.blockAt(row, 0);
        return new Q4Code.Rows(
                MemorySegment.ofArray(x.factors()).asSlice((long) row * x.blocks() * BLOCK * code.numberBytes()),
                MemorySegment.ofArray(x.starts()).asSlice(block),
                MemorySegment.ofArray(x.scales()).asSlice(block),
                x.blockAt(0, 1));
    }
}
