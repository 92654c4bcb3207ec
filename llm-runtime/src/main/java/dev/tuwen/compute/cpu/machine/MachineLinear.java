package dev.tuwen.compute.cpu.machine;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.driver.Q8Code;
import dev.tuwen.compute.cpu.kernels.ArrayView;
import dev.tuwen.compute.cpu.kernels.LinearKernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.PanelLayout;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;

/// One row with a matrix in Q8_0, in the processor's own code; all else as other kernels do it.
public final class MachineLinear implements LinearKernels {
    private final Q8Code code;
    private final LinearKernels others;

    /// @param code of this processor
    /// @param others with panels of as many lanes
    public MachineLinear(MachineCode code, LinearKernels others) {
        this.code = code.q8();
        this.others = others;
    }

    @Override
    public int lanes() {
        return others.lanes();
    }

    @Override
    public int panelRows() {
        return others.panelRows();
    }

    @Override
    public void widen(PackedMatrix matrix, int panel, int firstColumn, int columnCount, MemorySegment to) {
        others.widen(matrix, panel, firstColumn, columnCount, to);
    }

    @Override
    public void dot(PackedMatrix matrix, int panel, MemorySegment x, long xOffset, MemorySegment to, long toOffset) {
        if (matrix.type() != DType.Q8_0) {
            others.dot(matrix, panel, x, xOffset, to, toOffset);
            return;
        }
        int blocks = Math.ceilDiv(matrix.columns(), PanelLayout.BLOCK);
        MemorySegment w = matrix.memory().asSlice(matrix.panelOffset(panel));
        code.dot(w, x.asSlice(xOffset), to.asSlice(toOffset), blocks);
    }

    @Override
    public void tiles(int columns, int outputs, View w, ArrayView x, View sums) {
        others.tiles(columns, outputs, w, x, sums);
    }
}
