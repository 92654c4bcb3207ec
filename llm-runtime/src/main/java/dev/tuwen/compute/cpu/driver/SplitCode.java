package dev.tuwen.compute.cpu.driver;

import dev.tuwen.compute.cpu.driver.CodeFunction.Pointers;
import dev.tuwen.compute.cpu.driver.CodeTable.Name;
import java.lang.foreign.MemorySegment;

/// The bf16 split: numbers of F32 as sums of two of BF16, multiplied in the tiles of AMX with panels of 64 rows. Made
/// by [MachineCode]; stateless; any thread. Memory is checked to be as large as a function needs it.
public final class SplitCode {
    private static final int PANEL_ROWS = 64;
    private static final int TILE = 32;

    private final CodeFunction splitRows;
    private final CodeFunction splitPanel;
    private final CodeFunction splitPanelF16;
    private final CodeFunction multiply;

    SplitCode(CodeTable table) {
        splitRows = table.function(Name.SPLIT_ROWS);
        splitPanel = table.function(Name.SPLIT_PANEL);
        splitPanelF16 = table.function(Name.SPLIT_PANEL_F16);
        multiply = table.function(Name.MULTIPLY_SPLIT);
    }

    /// Splits rows.
    ///
    /// @param x rows at `xPitch` bytes
    /// @param to `[rows, 2, columns]`
    /// @param columns a multiple of 32
    public void splitRows(MemorySegment x, MemorySegment to, int rows, int columns, long xPitch) {
        splitRows.checkCount("rows", rows, 1);
        splitRows.checkCount("columns", columns, TILE);
        splitRows.checkRows("rows", x, rows, xPitch, 4L * columns);
        splitRows.checkSize("halves", to, 4L * rows * columns);
        splitRows.call(Pointers.of(x, to), rows, columns, xPitch);
    }

    /// Splits a panel.
    ///
    /// @param w `[columns, 64]`
    /// @param to `[2, columns / 2, 64, 2]`
    /// @param columns even
    public void splitPanel(MemorySegment w, MemorySegment to, int columns) {
        splitPanel.checkCount("columns", columns, 2);
        splitPanel.checkSize("panels", w, 4L * PANEL_ROWS * columns);
        splitPanel.checkSize("halves", to, 4L * PANEL_ROWS * columns);
        splitPanel.call(Pointers.of(w, to), columns);
    }

    /// Splits a panel that is packed in F16.
    ///
    /// @param w `[columns, 64]`, in the order of a packed panel
    /// @param to `[2, columns / 2, 64, 2]`
    /// @param columns even
    /// @param ahead how many bytes ahead lies what is needed next; memory that is not there does no harm
    public void splitPanelF16(MemorySegment w, MemorySegment to, int columns, long ahead) {
        splitPanelF16.checkCount("columns", columns, 2);
        splitPanelF16.checkSize("panels", w, 2L * PANEL_ROWS * columns);
        splitPanelF16.checkSize("halves", to, 4L * PANEL_ROWS * columns);
        splitPanelF16.call(Pointers.of(w, to), columns, ahead);
    }

    /// Rows against a panel, both split: `sums[t, r] += Σ_k x[t, k] · w[k, r]` for `r < outputs`.
    ///
    /// @param sums rows of `outputs` at `pitch` bytes
    /// @param rows a multiple of 32
    /// @param columns a multiple of 32
    /// @param outputs how many of the panel's rows, a multiple of 32
    public void multiply(
            MemorySegment x, MemorySegment w, MemorySegment sums, int rows, int columns, int outputs, long pitch) {
        multiply.checkCount("rows", rows, TILE);
        multiply.checkCount("columns", columns, TILE);
        multiply.checkCount("outputs", outputs, TILE);
        if (outputs > PANEL_ROWS) {
            throw new IllegalArgumentException("'multiply_split': " + outputs + " outputs of " + PANEL_ROWS);
        }
        multiply.checkSize("rows", x, 4L * rows * columns);
        multiply.checkSize("panels", w, 4L * PANEL_ROWS * columns);
        multiply.checkRows("sums", sums, rows, pitch, 4L * outputs);
        multiply.call(Pointers.of(x, w, sums), rows, columns, pitch, 4L * outputs);
    }
}
