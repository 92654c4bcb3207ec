package dev.tuwen.compute.cpu;

import dev.tuwen.compute.cpu.kernels.NibbleKernels;
import dev.tuwen.compute.cpu.kernels.QuantizedRows;

/// Rounds rows to eight bits for the projections that follow.
///
/// @param kernels the arithmetic
/// @param x `[T, I]`
/// @param to `[T, I]`
record QuantizeStep(NibbleKernels kernels, Rows x, QuantizedRows to) implements Step {
    private static final int PIECE_ELEMENTS = 16_384;

    private int rowsPerPiece() {
        return Math.max(1, PIECE_ELEMENTS / x.columns());
    }

    @Override
    public int pieces(CpuRun run) {
        return Math.ceilDiv(x.rows(), rowsPerPiece());
    }

    @Override
    public void piece(int piece, Scratch scratch, CpuRun run) {
        int end = Math.min(x.rows(), (piece + 1) * rowsPerPiece());
        for (int row = piece * rowsPerPiece(); row < end; row++) {
            kernels.quantize(x.memory(), x.at(row), to, row);
        }
    }
}
