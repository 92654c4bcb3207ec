package dev.tuwen.compute.cpu.kernels;

import dev.tuwen.compute.DType;
import dev.tuwen.quantization.StoredRows;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/// Rows of numbers for the tests of products, and what these have to give.
final class Numbers {
    private Numbers() {}

    /// Numbers of a normal distribution.
    static float[] normal(Random random, int count) {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /// Rows as a type of blocks holds them.
    static float[] stored(DType type, float[] rows, int columns) {
        int padded = Math.ceilDiv(columns, type.blockElements()) * type.blockElements();
        MemorySegment blocks = MemorySegment.ofArray(new byte[Math.toIntExact(type.rowBytes(padded))]);
        var result = new float[rows.length];
        for (int first = 0; first < rows.length; first += columns) {
            var row = new float[padded];
            System.arraycopy(rows, first, row, 0, columns);
            StoredRows.encodeBlocks(type, row, 0, padded, blocks);
            StoredRows.decode(type, blocks, 0, columns, row, 0);
            System.arraycopy(row, 0, result, first, columns);
        }
        return result;
    }

    /// `[rows of x, rows of weights]`.
    static float[] product(float[] weights, float[] x, int columns) {
        int outputs = weights.length / columns;
        var result = new float[x.length / columns * outputs];
        for (int i = 0; i < result.length; i++) {
            double sum = 0;
            for (int k = 0; k < columns; k++) {
                sum += (double) x[i / outputs * columns + k] * weights[i % outputs * columns + k];
            }
            result[i] = (float) sum;
        }
        return result;
    }
}
