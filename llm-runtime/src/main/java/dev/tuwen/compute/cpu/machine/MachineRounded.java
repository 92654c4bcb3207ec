package dev.tuwen.compute.cpu.machine;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.driver.RoundedCode;
import dev.tuwen.compute.cpu.kernels.LinearKernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.ReducedLinearKernels;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;

/// Products of 16 bits (AVX2, VNNI) for panels of F16 or BF16. Rows and weights are rounded in blocks of 64
/// columns to steps of a 46,000th of the root of their sum of squares, whose squared error is `64 / 12 / 46,000² =
/// 2.5e-9` of the numbers' squares; F16 itself, with steps of a 1,024th to a 2,048th of a number, has some 2e-8.
public final class MachineRounded implements ReducedLinearKernels {
    private final RoundedCode code;

    /// @param code of this processor
    public MachineRounded(MachineCode code) {
        this.code = code.rounded();
    }

    @Override
    public int columnMultiple() {
        return 16;
    }

    @Override
    public void reduceRows(int rows, int columns, View x, MemorySegment to) {
        code.roundRows(x.memory().asSlice(x.offset()), to, rows, columns, x.pitch());
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
        long offset = matrix.panelOffset(panel) + 2L * firstColumn * matrix.panelRows();
        MemorySegment w = matrix.memory().asSlice(offset);
        code.roundPanel(w, to, columns, matrix.type() == DType.BF16, matrix.panelBytes());
    }

    @Override
    public void multiply(int rows, int columns, int outputs, MemorySegment x, MemorySegment w, View sums) {
        code.multiply(x, w, sums.memory().asSlice(sums.offset()), rows, columns, sums.pitch());
    }
}
