package dev.tuwen.compute.cpu;

import dev.tuwen.compute.cpu.kernels.QuantizedLinearKernels;
import dev.tuwen.compute.cpu.kernels.QuantizedScratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Memory one worker thread needs while it does a chunk, by purpose. It grows and is kept, so that no chunk allocates
/// in the long run. Made and closed by the worker.
final class Scratch implements AutoCloseable {
    /// What memory is for; each has its own.
    enum Purpose {
        /// Sums of a block of rows.
        SUMS,
        /// Sums of a second projection.
        MORE_SUMS,
        /// A widened part of a panel.
        WIDENED,
        /// A part of a panel, reduced.
        REDUCED_PANEL,
        /// Keys of a head, packed and split.
        REDUCED_KEYS,
        /// Values of a head, packed and split.
        REDUCED_VALUES,
        /// Probabilities of a block of queries, split.
        REDUCED_SCORES,
        /// Rows of activations, reduced.
        REDUCED_ROWS,
        /// A row of activations, padded.
        ROW,
        /// Keys of a head, packed.
        KEYS,
        /// Values of a head, packed.
        VALUES,
        /// Scores of a block of queries.
        SCORES
    }

    private static final int ALIGNMENT = 64;

    private record Block(Arena arena, MemorySegment segment) {}

    private final Map<Purpose, Block> blocks = new EnumMap<>(Purpose.class);

    private @Nullable QuantizedScratch quantized;

    private final PanelReader reader = new PanelReader(System::nanoTime);

    private float[] numbers = new float[0];

    /// Nothing reserved yet.
    Scratch() {}

    /// At least `byteSize` bytes; what they hold is undefined. Valid until the same purpose is reserved again.
    @SuppressWarnings("MustBeClosedChecker") // closed with the scratch, or when it grows
    MemorySegment reserve(Purpose purpose, long byteSize) {
        Block block = blocks.get(purpose);
        if (block == null || block.segment.byteSize() < byteSize) {
            if (block != null) {
                blocks.remove(purpose);
                block.arena.close();
            }
            var arena = Arena.ofShared();
            block = new Block(arena, arena.allocate(byteSize + byteSize / 4, ALIGNMENT));
            blocks.put(purpose, block);
        }
        return block.segment;
    }

    /// How this thread reads panels for one row.
    PanelReader reader() {
        return reader;
    }

    /// At least `count` numbers on the heap; what they are is undefined. Valid until numbers are asked for again.
    float[] numbers(int count) {
        if (numbers.length < count) {
            numbers = new float[count];
        }
        return numbers;
    }

    /// What the kernels for Q4_0 keep between their inner loops.
    QuantizedScratch quantized(QuantizedLinearKernels kernels) {
        QuantizedScratch found = quantized;
        if (found == null) {
            found = kernels.newScratch();
            quantized = found;
        }
        return found;
    }

    @Override
    public void close() {
        blocks.values().forEach(block -> block.arena.close());
        blocks.clear();
    }
}
