package dev.tuwen.compute.cpu.machine;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.driver.SplitCode;
import dev.tuwen.compute.cpu.kernels.Bf16SplitKernels;
import dev.tuwen.compute.cpu.kernels.LinearKernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;

/// The tiles of AMX, for panels of 64 rows. A number of F32 is split into two of BF16, which together hold it to
/// 2⁻¹⁸ of itself, where F16 holds it to 2⁻¹²; the four products of parts are added up in F32.
public final class MachineBf16Split implements Bf16SplitKernels {
    private final SplitCode code;

    /// @param code of a processor with [tiles of BF16][MachineCode#split]
    public MachineBf16Split(MachineCode code) {
        this.code = code.split().orElseThrow();
    }

    @Override
    public int columnMultiple() {
        return 32;
    }

    @Override
    public void reduceRows(int rows, int columns, View x, MemorySegment to) {
        code.splitRows(x.memory().asSlice(x.offset()), to, rows, columns, x.pitch());
    }

    @Override
    public void reducePanel(
            LinearKernels kernels,
            PackedMatrix matrix,
            int panel,
            int firstColumn,
            int columns,
            MemorySegment widened,
            MemorySegment to) {
        if (matrix.type() == DType.F16) {
            long offset = matrix.panelOffset(panel) + 2L * firstColumn * matrix.panelRows();
            code.splitPanelF16(matrix.memory().asSlice(offset), to, columns, matrix.panelBytes());
        } else {
            kernels.widen(matrix, panel, firstColumn, columns, widened);
            splitPanel(columns, widened, 0, to);
        }
    }

    @Override
    public void splitPanel(int columns, MemorySegment w, long wOffset, MemorySegment to) {
        code.splitPanel(w.asSlice(wOffset), to, columns);
    }

    @Override
    public void multiply(int rows, int columns, int outputs, MemorySegment x, MemorySegment w, View sums) {
        code.multiply(x, w, sums.memory().asSlice(sums.offset()), rows, columns, outputs, sums.pitch());
    }
}
