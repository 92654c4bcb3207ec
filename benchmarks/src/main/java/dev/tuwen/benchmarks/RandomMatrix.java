package dev.tuwen.benchmarks;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.WeightSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;

/// One F32 matrix of random numbers, under any name. Made and closed by a benchmark; any thread.
final class RandomMatrix implements WeightSource {

    private final long rows;
    private final long columns;
    private final MemorySegment numbers;

    RandomMatrix(int rows, int columns, long seed) {
        this.rows = rows;
        this.columns = columns;
        var random = new Random(seed);
        var values = new float[Math.multiplyExact(rows, columns)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.02f;
        }
        numbers = MemorySegment.ofArray(values);
    }

    /// Numbers from a normal distribution, for inputs.
    static MemorySegment normal(int count, long seed) {
        var random = new Random(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return MemorySegment.ofArray(values);
    }

    @Override
    public boolean has(String name) {
        return true;
    }

    @Override
    public DType dtype(String name) {
        return DType.F32;
    }

    @Override
    public List<Long> dimensions(String name) {
        return List.of(rows, columns);
    }

    @Override
    public MemorySegment bytes(WeightRef ref) {
        long rowBytes = columns * ValueLayout.JAVA_FLOAT.byteSize();
        return numbers.asSlice(ref.firstRow() * rowBytes, ref.rows() * rowBytes);
    }

    @Override
    public void close() {}
}
