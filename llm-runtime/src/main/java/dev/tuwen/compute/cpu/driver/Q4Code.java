package dev.tuwen.compute.cpu.driver;

import dev.tuwen.compute.cpu.driver.CodeFunction.Pointers;
import dev.tuwen.compute.cpu.driver.CodeTable.Name;
import java.lang.foreign.MemorySegment;

/// Rows of activations in bytes with panels in Q4_0 of four vectors of rows. Made by [MachineCode]; stateless; any
/// thread. Memory is checked to be as large as a function needs it.
public final class Q4Code {
    /// Bytes of a thread's own that [#multiply] needs.
    public static final int WORK_BYTES = 24 << 10;

    private static final int BLOCK = 32;

    /// Bytes of a row of weights in a block.
    private static final int BLOCK_BYTES = 18;

    private final Instructions instructions;
    private final int panelRows;
    private final CodeFunction multiply;
    private final CodeFunction dot;
    private final CodeFunction quantizeRows;
    private final CodeFunction quantizeRow;
    private final CodeFunction pack;

    Q4Code(CodeTable table, Instructions instructions) {
        this.instructions = instructions;
        panelRows = 4 * instructions.lanes();
        multiply = table.function(
                switch (instructions) {
                    case AVX2 -> Name.MULTIPLY_Q4_AVX2;
                    case VNNI -> Name.MULTIPLY_Q4_VNNI;
                    case AMX -> Name.MULTIPLY_Q4_AMX;
                });
        dot = table.function(instructions, Name.DOT_Q4_VNNI, Name.DOT_Q4_AVX2);
        quantizeRows = table.function(instructions, Name.QUANTIZE_ROWS, Name.QUANTIZE_ROWS_AVX2);
        quantizeRow = table.function(Name.QUANTIZE_ROW);
        pack = table.function(Name.PACK_Q4);
    }

    /// Rows of activations in bytes, in blocks of 32 columns.
    ///
    /// @param numbers `[rows, 32 · blocks]` of [#numberBytes], with space for a multiple of sixteen rows; those of a
    ///     single row for [#dot] have four times the space with 512 bits
    /// @param starts `[blocks, pitch]`, where the sums of a block begin
    /// @param scales `[blocks, pitch]`
    /// @param pitch from the starts and scales of a block to those of the next
    public record Rows(MemorySegment numbers, MemorySegment starts, MemorySegment scales, int pitch) {
        private void check(CodeFunction function, int blocks, int rows, long numberBytes) {
            if (pitch < rows) {
                throw new IllegalArgumentException(
                        "'" + function.name() + "': " + rows + " rows at a pitch of " + pitch);
            }
            long factors = 4 * ((blocks - 1L) * pitch + rows);
            function.checkSize("numbers", numbers, numberBytes);
            function.checkSize("starts", starts, factors);
            function.checkSize("scales", scales, factors);
        }
    }

    /// Bytes of a number as [#quantizeRows] makes it.
    public int numberBytes() {
        return instructions.isNarrow() ? 2 : 1;
    }

    /// Whether there is [#pack].
    public boolean packs() {
        return !instructions.isNarrow();
    }

    /// Rows against a panel: `sums[t, r] += Σ_k x[t, k] · w[r, k]`.
    ///
    /// @param sums `[rows, 4 · lanes]`
    /// @param work [#WORK_BYTES]
    public void multiply(MemorySegment panel, Rows x, MemorySegment sums, MemorySegment work, int blocks, int rows) {
        multiply.checkCount("blocks", blocks, 1);
        multiply.checkCount("rows", rows, 1);
        long read = instructions == Instructions.AMX ? (rows + 15L) / 16 * 16 : rows;
        multiply.checkSize("panels", panel, panelBytes(blocks));
        x.check(multiply, blocks, rows, read * blocks * BLOCK * numberBytes());
        multiply.checkSize("sums", sums, 4L * rows * panelRows);
        multiply.checkSize("bytes to work with", work, WORK_BYTES);
        multiply.call(new Pointers(panel, x.numbers, x.starts, x.scales, sums, work), blocks, rows, 4L * x.pitch);
    }

    /// One row against a panel: `sums[r] = Σ_k x[k] · w[r, k]`.
    ///
    /// @param x as [#quantizeRow] makes it
    /// @param sums one for each row of the panel
    public void dot(MemorySegment panel, Rows x, MemorySegment sums, int blocks) {
        dot.checkCount("blocks", blocks, 1);
        dot.checkSize("panels", panel, panelBytes(blocks));
        x.check(dot, blocks, 1, rowBytes(blocks));
        dot.checkSize("sums", sums, 4L * panelRows);
        dot.call(Pointers.of(panel, x.numbers, x.starts, x.scales, sums), blocks);
    }

    /// Rounds rows to bytes, as [#multiply] reads them.
    ///
    /// @param x `[rows, 32 · blocks]`, rows at `xPitch` bytes
    public void quantizeRows(MemorySegment x, long xPitch, Rows to, int blocks, int rows) {
        quantizeRows.checkCount("blocks", blocks, 1);
        quantizeRows.checkCount("rows", rows, 1);
        quantizeRows.checkRows("rows", x, rows, xPitch, 4L * BLOCK * blocks);
        to.check(quantizeRows, blocks, rows, (long) rows * blocks * BLOCK * numberBytes());
        quantizeRows.call(Pointers.of(x, to.numbers, to.starts, to.scales), blocks, rows, xPitch, 4L * to.pitch);
    }

    /// Rounds a row to bytes, as [#dot] reads them.
    public void quantizeRow(MemorySegment x, Rows to, int blocks) {
        if (instructions.isNarrow()) {
            quantizeRows(x, 0, to, blocks, 1);
            return;
        }
        quantizeRow.checkCount("blocks", blocks, 1);
        quantizeRow.checkSize("rows", x, 4L * BLOCK * blocks);
        to.check(quantizeRow, blocks, 1, rowBytes(blocks));
        quantizeRow.call(Pointers.of(x, to.numbers, to.starts, to.scales), blocks);
    }

    /// Interleaves the rows of a panel; needs [#packs].
    ///
    /// @param rows 64 of them, one after another, as [dev.tuwen.quantization.Q4_0] has them
    /// @param panel receives them
    public void pack(MemorySegment rows, MemorySegment panel, int blocks) {
        pack.checkCount("blocks", blocks, 1);
        pack.checkSize("rows", rows, panelBytes(blocks));
        pack.checkSize("panels", panel, panelBytes(blocks));
        pack.call(Pointers.of(rows, panel), blocks);
    }

    private long panelBytes(int blocks) {
        return (long) BLOCK_BYTES * panelRows * blocks;
    }

    /// Of the numbers of a single row.
    private long rowBytes(int blocks) {
        return (long) BLOCK * blocks * (instructions.isNarrow() ? 2 : 4);
    }
}
