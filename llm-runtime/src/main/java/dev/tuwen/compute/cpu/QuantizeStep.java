package dev.tuwen.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.cpu.kernels.QuantizedLinearKernels;
import dev.tuwen.compute.cpu.kernels.QuantizedRows;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Rounds rows to eight bits for the projections that follow, a tile a chunk.
///
/// @param kernels the arithmetic
/// @param x `[T, I]`
/// @param to `[T, I]`
/// @param permutation the column of `x` that each column of `to` is; null for the same
record QuantizeStep(QuantizedLinearKernels kernels, Rows x, QuantizedRows to, int @Nullable [] permutation)
        implements Step {
    @Override
    public int chunks(CpuRun run) {
        return Math.ceilDiv(x.rows(), to.tileRows());
    }

    @Override
    public void chunk(int chunk, Scratch scratch, CpuRun run) {
        int firstRow = chunk * to.tileRows();
        if (permutation == null) {
            kernels.quantize(x.view(firstRow), to, firstRow);
        } else {
            MemorySegment permuted = permuted(firstRow, to.tileEnd(firstRow) - firstRow, permutation, scratch);
            kernels.quantize(View.of(permuted, x.columns()), to, firstRow);
        }
    }

    private MemorySegment permuted(int firstRow, int rows, int[] columns, Scratch scratch) {
        int count = columns.length;
        float[] row = scratch.numbers(2 * count);
        MemorySegment permuted = scratch.reserve(Scratch.Purpose.ROW, rows * x.pitch());
        for (int t = 0; t < rows; t++) {
            MemorySegment.copy(x.memory(), JAVA_FLOAT_UNALIGNED, x.at(firstRow + t), row, 0, count);
            for (int c = 0; c < count; c++) {
                row[count + c] = row[columns[c]];
            }
            MemorySegment.copy(row, count, permuted, JAVA_FLOAT_UNALIGNED, t * x.pitch(), count);
        }
        return permuted;
    }
}
