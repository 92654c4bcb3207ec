package dev.tuwen.testkit;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.Bindings;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.compute.spi.Executable;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.compute.spi.WeightStore;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A program with everything it needs to run once. Made by [OpCases]; immutable.
///
/// @param name for reports
/// @param program what runs
/// @param weights what it reads
/// @param matrixType type to pack matrices in, or null for the stored one
/// @param packed type the matrices have in the end, or null if there are none
/// @param floats F32 inputs
/// @param integers I32 inputs
/// @param params parameters
/// @param buffers first rows of each buffer
/// @param bufferRows rows each buffer has
public record OpCase(
        String name,
        Program program,
        WeightSource weights,
        @Nullable DType matrixType,
        @Nullable DType packed,
        Map<Value, float[]> floats,
        Map<Value, int[]> integers,
        Map<Param, Integer> params,
        Map<BufferRef, float[]> buffers,
        int bufferRows) {
    /// Copies the maps.
    public OpCase {
        floats = Map.copyOf(floats);
        integers = Map.copyOf(integers);
        params = Map.copyOf(params);
        buffers = Map.copyOf(buffers);
    }

    /// What a run gave: outputs and buffers by name.
    ///
    /// @param numbers F32, row-major
    public record Results(Map<String, float[]> numbers) {}

    /// Runs it on a backend, with guarded memory and NaN in the outputs beforehand.
    public Results run(Backend backend) {
        var bound = new LinkedHashMap<BufferRef, Buffer>();
        try (var memory = new GuardedMemory();
                WeightStore store = backend.load(weights, program.weights(), LoadOptions.packed(matrixType));
                Executable executable = backend.compile(program, store)) {
            var bindings = new Bindings();
            floats.forEach((value, numbers) -> bindings.input(value, memory.floats(numbers)));
            integers.forEach((value, numbers) -> bindings.input(value, memory.integers(numbers)));
            params.forEach(bindings::set);
            var outputs = new LinkedHashMap<String, MemorySegment>();
            for (Value output : program.outputs()) {
                MemorySegment to = memory.output(output.byteSize());
                outputs.put(output.toString(), to);
                bindings.output(output, to);
            }
            for (BufferRef ref : program.buffers()) {
                Buffer buffer = backend.allocate(ref, bufferRows);
                bound.put(ref, buffer);
                bindings.buffer(ref, buffer);
                float[] rows = buffers.get(ref);
                if (rows != null) {
                    buffer.upload(0, memory.floats(rows));
                }
            }
            executable.submit(bindings).await();
            var results = new LinkedHashMap<String, float[]>();
            outputs.forEach((output, numbers) -> results.put(output, RandomCases.floats(numbers)));
            bound.forEach((ref, buffer) -> {
                MemorySegment rows = memory.output(4L * bufferRows * ref.columns());
                buffer.download(0, rows);
                results.put("buffer '" + ref.name() + "'", RandomCases.floats(rows));
            });
            memory.assertIntact();
            return new Results(results);
        } finally {
            bound.values().forEach(Buffer::close);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
