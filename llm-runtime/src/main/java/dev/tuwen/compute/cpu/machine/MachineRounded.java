package dev.tuwen.compute.cpu.machine;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.kernels.HalfKernels;
import dev.tuwen.compute.cpu.kernels.Kernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import java.lang.foreign.MemorySegment;

/// Products of 16 bits (AVX2, VNNI) for panels of F16 or BF16. Rows and weights are rounded in blocks of 64
/// columns to steps of a 46,000th of the root of their sum of squares, whose squared error is `64 / 12 / 46,000² =
/// 2.5e-9` of the numbers' squares; F16 itself, with steps of a 1,024th to a 2,048th of a number, has some 2e-8.
public final class MachineRounded implements HalfKernels {
    private final MachineCode code;

    /// @param code of this processor
    public MachineRounded(MachineCode code) {
        this.code = code;
    }

    @Override
    public int columnMultiple() {
        return 16;
    }

    @Override
    public void splitRows(int rows, int columns, MemorySegment x, long xOffset, long xPitch, MemorySegment to) {
        code.roundRows(x.asSlice(xOffset), to, rows, columns, xPitch);
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
        long offset = matrix.panelOffset(panel) + 2L * firstColumn * matrix.panelRows();
        MemorySegment w = matrix.memory().asSlice(offset);
        code.roundPanel(w, to, columns, matrix.type() == DType.BF16, matrix.panelBytes());
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
        code.multiplyRounded(x, w, sums.asSlice(sumsOffset), rows, columns, pitch);
    }
}
