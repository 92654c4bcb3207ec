package dev.tuwen.compute.cpu.driver;

import dev.tuwen.compute.cpu.driver.CodeFunction.Pointers;
import dev.tuwen.compute.cpu.driver.CodeTable.Name;
import java.lang.foreign.MemorySegment;

/// A single row of F32 with panels in Q8_0 of 64 or 16 rows. Made by [MachineCode]; stateless; any thread. Memory is
/// checked to be as large as the function needs it.
public final class Q8Code {
    private static final int BLOCK = 32;

    /// Bytes of a row of weights in a block.
    private static final int BLOCK_BYTES = 34;

    private final int panelRows;
    private final CodeFunction dot;

    Q8Code(CodeTable table, Instructions instructions) {
        panelRows = instructions.isNarrow() ? 16 : 64;
        dot = table.function(instructions, Name.DOT_Q8, Name.DOT_Q8_AVX2);
    }

    /// One row against a panel: `sums[r] = Σ_k x[k] · w[r, k]`.
    ///
    /// @param x `32 · blocks` numbers
    /// @param sums one for each row of the panel
    public void dot(MemorySegment panel, MemorySegment x, MemorySegment sums, int blocks) {
        dot.checkCount("blocks", blocks, 1);
        dot.checkSize("panels", panel, (long) BLOCK_BYTES * panelRows * blocks);
        dot.checkSize("rows", x, 4L * BLOCK * blocks);
        dot.checkSize("sums", sums, 4L * panelRows);
        dot.call(Pointers.of(panel, x, sums), blocks);
    }
}
