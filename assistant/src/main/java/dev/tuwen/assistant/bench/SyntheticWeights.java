package dev.tuwen.assistant.bench;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.quantization.BlockFormat;
import dev.tuwen.weights.TensorSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/// Random weights of any shape, made when they are asked for and freed when they are released.
///
/// Elements are normal with a deviation of 0.02, drawn once into a pool; every row begins somewhere in it. So a model
/// of gigabytes takes as long as copying it, and an engine cannot tell it from a real one. Gains are 1 and biases 0,
/// that activations stay as large as in a trained model. Made by the benchmark; closed by its owner.
final class SyntheticWeights implements TensorSource {
    private static final double DEVIATION = 0.02;
    private static final int POOL_ELEMENTS = 1 << 20;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<DType, MemorySegment> pools = new EnumMap<>(DType.class);
    private final Map<WeightRef, Arena> drawn = new HashMap<>();
    private long drawingNanos;

    /// A tensor nobody has drawn yet.
    ///
    /// @param constant its elements, or NaN for random ones
    private record Tensor(DType type, List<Long> dimensions, float constant) {}

    /// No tensors yet.
    SyntheticWeights() {}

    /// Adds a random tensor.
    SyntheticWeights random(String name, DType type, long... dimensions) {
        tensors.put(
                name,
                new Tensor(type, java.util.Arrays.stream(dimensions).boxed().toList(), Float.NaN));
        pools.computeIfAbsent(type, SyntheticWeights::pool);
        return this;
    }

    /// Adds an F32 vector.
    SyntheticWeights constant(String name, long length, float value) {
        tensors.put(name, new Tensor(DType.F32, List.of(length), value));
        return this;
    }

    /// Time spent drawing so far, which is no part of loading.
    synchronized long drawingNanos() {
        return drawingNanos;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    public Path file(String name) {
        tensor(name);
        return Path.of("random");
    }

    @Override
    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    @Override
    public DType dtype(String name) {
        return tensor(name).type;
    }

    @Override
    public List<Long> dimensions(String name) {
        return tensor(name).dimensions;
    }

    @Override
    public synchronized MemorySegment bytes(WeightRef ref) {
        Tensor tensor = tensor(ref.name());
        TensorSource.checkRange(ref, tensor.dimensions);
        long start = System.nanoTime();
        Arena before = drawn.remove(ref);
        if (before != null) {
            before.close();
        }
        MemorySegment memory = draw(ref, tensor);
        drawingNanos += System.nanoTime() - start;
        return memory;
    }

    @SuppressWarnings("MustBeClosedChecker") // closed when the rows are released, or with the source
    private MemorySegment draw(WeightRef ref, Tensor tensor) {
        Arena arena = Arena.ofShared();
        drawn.put(ref, arena);
        // One axis counts as rows of one column; it is filled as one row.
        boolean vector = tensor.dimensions.size() == 1;
        int rows = vector ? 1 : ref.rows();
        long rowBytes = tensor.type.rowBytes(vector ? ref.rows() : ref.columns());
        MemorySegment memory = arena.allocate(Math.max(1, rows * rowBytes), 64);
        if (!Float.isNaN(tensor.constant)) {
            for (int i = 0; i < ref.rows(); i++) {
                memory.set(FLOAT, 4L * i, tensor.constant);
            }
            return memory;
        }
        MemorySegment pool = Objects.requireNonNull(pools.get(tensor.type), "pool");
        IntStream.range(0, rows).parallel().forEach(row -> fill(memory, row * rowBytes, rowBytes, pool, tensor, row));
        return memory;
    }

    /// Fills a row from a place in the pool that its number chooses, going round at its end.
    private static void fill(MemorySegment to, long offset, long bytes, MemorySegment pool, Tensor tensor, int row) {
        long blocks = pool.byteSize() / tensor.type.blockBytes();
        long from = Math.floorMod(((row + 1L) * 0x9E3779B97F4A7C15L) >>> 16, blocks) * tensor.type.blockBytes();
        for (long done = 0; done < bytes; ) {
            long count = Math.min(bytes - done, pool.byteSize() - from);
            MemorySegment.copy(pool, from, to, offset + done, count);
            done += count;
            from = 0;
        }
    }

    private static MemorySegment pool(DType type) {
        var random = new Random(7);
        var elements = new float[POOL_ELEMENTS];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float) (DEVIATION * random.nextGaussian());
        }
        MemorySegment pool = MemorySegment.ofArray(new byte[Math.toIntExact(type.rowBytes(POOL_ELEMENTS))]);
        BlockFormat.of(type).encode(elements, 0, pool, 0, elements.length / type.blockElements());
        return pool;
    }

    private Tensor tensor(String name) {
        return TensorSource.known(tensors, name);
    }

    @Override
    public synchronized void release(WeightRef ref) {
        Arena arena = drawn.remove(ref);
        if (arena != null) {
            arena.close();
        }
    }

    @Override
    public synchronized void close() {
        drawn.values().forEach(Arena::close);
        drawn.clear();
    }
}
