package dev.tuwen.compute.cpu.machine;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.kernels.Kernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.SplitKernels;
import java.lang.foreign.MemorySegment;

/// The tiles of AMX, for panels of 64 rows. A number of F32 is taken apart into two of BF16, which together hold it to
/// 2⁻¹⁸ of itself, where F16 holds it to 2⁻¹²; the four products of parts are added up in F32.
public final class MachineSplit implements SplitKernels {
    private final MachineCode code;

    /// @param code of a processor with [tiles of BF16][MachineCode#splits]
    public MachineSplit(MachineCode code) {
        this.code = code;
    }

    @Override
    public int columnMultiple() {
        return 32;
    }

    @Override
    public void splitRows(int rows, int columns, MemorySegment x, long xOffset, long xPitch, MemorySegment to) {
        code.splitRows(x.asSlice(xOffset), to, rows, columns, xPitch);
    }

    @Override
    public void splitPanel(
            Kernels kernels,
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
            SplitKernels.super.splitPanel(kernels, matrix, panel, firstColumn, columns, widened, to);
        }
    }

    @Override
    public void splitPanel(int columns, MemorySegment w, long wOffset, MemorySegment to) {
        code.splitPanel(w.asSlice(wOffset), to, columns);
    }

    @Override
    public void multiply(
            int rows,
            int columns,
            int outputs,
            MemorySegment x,
            MemorySegment w,
            MemorySegment sums,
            long sumsOffset,
            long pitch) {
        code.multiplySplit(x, w, sums.asSlice(sumsOffset), rows, columns, outputs, pitch);
    }
}
