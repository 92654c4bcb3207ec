package dev.tuwen.compute.cpu;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.cpu.LinearStep.Finish;
import dev.tuwen.compute.cpu.kernels.Grouping;
import dev.tuwen.compute.cpu.kernels.Kernels;
import dev.tuwen.compute.cpu.kernels.NibbleKernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.QuantizedRows;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The three projections with a matrix in Q4_0 and activations in eight bits. A piece is one panel of the matrix and a
/// block of rows; its sums stay in the worker's cache until they are finished and stored.
///
/// @param kernels the arithmetic
/// @param result `[T, O]`
/// @param x `[T, I]`, its columns in the order of the matrix
/// @param matrix `[O, I]`
/// @param finish what happens to the sums
record QuantizedLinearStep(Kernels kernels, Rows result, QuantizedRows x, PackedMatrix matrix, Finish finish)
        implements Step {
    /// Whether the pieces of both steps may run at the same time: neither reads or writes what the other writes.
    boolean mayRunBeside(QuantizedLinearStep other) {
        return x == other.x
                && !(finish instanceof Finish.AddTo)
                && !(other.finish instanceof Finish.AddTo)
                && (end(result) <= other.result.offset() || end(other.result) <= result.offset());
    }

    private static long end(Rows rows) {
        return rows.at(rows.rows());
    }

    private int rowBlocks() {
        return Math.ceilDiv(x.rows(), NibbleKernels.BLOCK_ROWS);
    }

    @Override
    public int pieces(CpuRun run) {
        return matrix.panels() * rowBlocks();
    }

    @Override
    public void piece(int piece, Scratch scratch, CpuRun run) {
        int panel = piece / rowBlocks();
        int firstRow = piece % rowBlocks() * NibbleKernels.BLOCK_ROWS;
        int rows = Math.min(NibbleKernels.BLOCK_ROWS, x.rows() - firstRow);
        MemorySegment sums = multiply(matrix, panel, firstRow, rows, scratch, Scratch.Purpose.SUMS);
        int width = matrix.panelRows();
        switch (finish) {
            case Finish.Activate(MemorySegment bias, Activation activation) -> {
                addBias(bias, panel, rows, sums);
                if (activation != Activation.NONE) {
                    kernels.activate(activation, sums, 0, rows * width);
                }
            }
            case Finish.AddTo(MemorySegment bias, Rows residual, float scale) -> {
                addBias(bias, panel, rows, sums);
                for (int t = 0; t < rows; t++) {
                    long row = 4L * t * width;
                    long other = residual.at(firstRow + t, panel * width);
                    kernels.addScaled(residual.memory(), other, sums, row, scale, sums, row, width);
                }
            }
            case Finish.Gate(PackedMatrix up, Activation activation) -> {
                MemorySegment more = multiply(up, panel, firstRow, rows, scratch, Scratch.Purpose.MORE_SUMS);
                kernels.activate(activation, sums, 0, rows * width);
                kernels.multiply(sums, 0, more, 0, sums, 0, rows * width);
            }
        }
        long valid = 4L * matrix.rowsIn(panel);
        for (int t = 0; t < rows; t++) {
            MemorySegment.copy(sums, 4L * t * width, result.memory(), result.at(firstRow + t, panel * width), valid);
        }
    }

    private MemorySegment multiply(
            PackedMatrix weights, int panel, int firstRow, int rows, Scratch scratch, Scratch.Purpose purpose) {
        int room = Math.ceilDiv(rows, Kernels.TILE_ROWS) * Kernels.TILE_ROWS;
        MemorySegment sums = scratch.reserve(purpose, 4L * room * weights.panelRows() + 4);
        if (x.rows() == 1) {
            scratch.reader().begin(weights, panel);
            kernels.nibbles().dot(weights, panel, x, sums, 0);
            scratch.reader().end();
        } else {
            kernels.nibbles().multiply(weights, panel, x, firstRow, rows, scratch.nibbles(kernels.nibbles()), sums);
        }
        Grouping grouping = weights.grouping();
        if (grouping != null) {
            MemorySegment groups = scratch.reserve(Scratch.Purpose.GROUPS, grouping.roomBytes(rows));
            grouping.add(kernels, weights, panel, x, firstRow, rows, groups, sums);
        }
        return sums;
    }

    private void addBias(@Nullable MemorySegment bias, int panel, int rows, MemorySegment sums) {
        if (bias == null) {
            return;
        }
        int width = matrix.panelRows();
        for (int t = 0; t < rows; t++) {
            kernels.add(sums, 4L * t * width, bias, 4L * panel * width, sums, 4L * t * width, width);
        }
    }
}
