package dev.tuwen.compute.cpu.driver;

import dev.tuwen.compute.cpu.driver.CodeFunction.Pointers;
import dev.tuwen.compute.cpu.driver.CodeTable.Name;
import java.lang.foreign.MemorySegment;

/// Rows and panels of `P` rows, 64 or 16, rounded to 16 bits in blocks of 64 columns. Made by [MachineCode]; stateless;
/// any thread. Memory is checked to be as large as a function needs it.
public final class RoundedCode {
    private static final int BLOCK = 64;
    private static final int COLUMNS = 16;
    private static final int ROWS = 4;

    private final int panelRows;
    private final CodeFunction roundRows;
    private final CodeFunction roundPanelF16;
    private final CodeFunction roundPanelBf16;
    private final CodeFunction multiply;

    RoundedCode(CodeTable table, Instructions instructions) {
        panelRows = instructions.isNarrow() ? 16 : 64;
        roundRows = table.function(instructions, Name.ROUND_ROWS, Name.ROUND_ROWS_AVX2);
        roundPanelF16 = table.function(instructions, Name.ROUND_PANEL_F16, Name.ROUND_PANEL_F16_AVX2);
        roundPanelBf16 = table.function(instructions, Name.ROUND_PANEL_BF16, Name.ROUND_PANEL_BF16_AVX2);
        multiply = table.function(instructions, Name.MULTIPLY_ROUNDED, Name.MULTIPLY_ROUNDED_AVX2);
    }

    /// Rounds rows.
    ///
    /// @param x rows at `xPitch` bytes
    /// @param to `[rows, columns]` of 16 bits, then a scale for each block and row
    /// @param columns a multiple of 16
    public void roundRows(MemorySegment x, MemorySegment to, int rows, int columns, long xPitch) {
        roundRows.checkCount("rows", rows, 1);
        roundRows.checkCount("columns", columns, COLUMNS);
        roundRows.checkRows("rows", x, rows, xPitch, 4L * columns);
        roundRows.checkSize("rounded rows", to, roundedBytes(rows, columns));
        roundRows.call(Pointers.of(x, to), rows, columns, xPitch);
    }

    /// Rounds a panel that is packed in F16 or BF16.
    ///
    /// @param w `[columns, P]`, in the order of a packed panel
    /// @param to `[columns / 2, P, 2]` of 16 bits, then a scale for each block and output
    /// @param columns even
    /// @param bf16 whether it is BF16
    /// @param ahead how many bytes ahead lies what is needed next; memory that is not there does no harm
    public void roundPanel(MemorySegment w, MemorySegment to, int columns, boolean bf16, long ahead) {
        CodeFunction round = bf16 ? roundPanelBf16 : roundPanelF16;
        round.checkCount("columns", columns, 2);
        round.checkSize("panels", w, 2L * panelRows * columns);
        round.checkSize("rounded panels", to, roundedBytes(panelRows, columns));
        round.call(Pointers.of(w, to), columns, ahead);
    }

    /// Rows against a panel, both rounded: `sums[t, r] += Σ_k x[t, k] · w[k, r]`.
    ///
    /// @param sums rows of `P` at `pitch` bytes
    /// @param rows as many as were rounded, a multiple of 4
    /// @param columns a multiple of 16
    public void multiply(MemorySegment x, MemorySegment w, MemorySegment sums, int rows, int columns, long pitch) {
        multiply.checkCount("rows", rows, ROWS);
        multiply.checkCount("columns", columns, COLUMNS);
        multiply.checkSize("rows", x, roundedBytes(rows, columns));
        multiply.checkSize("panels", w, roundedBytes(panelRows, columns));
        multiply.checkRows("sums", sums, rows, pitch, 4L * panelRows);
        multiply.call(Pointers.of(x, w, sums), rows, columns, pitch);
    }

    private static long roundedBytes(int rows, int columns) {
        return 2L * rows * columns + 4L * rows * Math.ceilDiv(columns, BLOCK);
    }
}
