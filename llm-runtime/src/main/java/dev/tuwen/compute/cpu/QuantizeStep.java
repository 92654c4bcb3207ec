package dev.tuwen.compute.cpu;

import dev.tuwen.compute.cpu.kernels.NibbleKernels;
import dev.tuwen.compute.cpu.kernels.QuantizedRows;

/// Rounds rows to eight bits for the projections that follow, a tile a piece.
///
/// @param kernels the arithmetic
/// @param x `[T, I]`
/// @param to `[T, I]`
record QuantizeStep(NibbleKernels kernels, Rows x, QuantizedRows to) implements Step {
    @Override
    public int pieces(CpuRun run) {
        return Math.ceilDiv(x.rows(), to.tileRows());
    }

    @Override
    public void piece(int piece, Scratch scratch, CpuRun run) {
        int firstRow = piece * to.tileRows();
        kernels.quantize(x.memory(), x.at(firstRow), 4L * x.columns(), to, firstRow);
    }
}
