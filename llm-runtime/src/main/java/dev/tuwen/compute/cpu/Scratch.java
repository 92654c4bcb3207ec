package dev.tuwen.compute.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Memory one worker thread needs while it does a piece, by purpose. It grows and is kept, so that no piece allocates in the long
/// run. Made and closed by the worker.
final class Scratch implements AutoCloseable {
    /// What memory is for; each has its own.
    enum Purpose {
        /// Sums of a block of rows.
        SUMS,
        /// Sums of a second projection.
        MORE_SUMS,
        /// A widened piece of a panel.
        WIDENED,
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

    private final @Nullable Arena[] arenas = new Arena[Purpose.values().length];
    private final MemorySegment[] segments = new MemorySegment[Purpose.values().length];

    /// Nothing reserved yet.
    Scratch() {
        java.util.Arrays.fill(segments, MemorySegment.NULL);
    }

    /// At least `byteSize` bytes; what they hold is undefined. Valid until the same purpose is reserved again.
    MemorySegment reserve(Purpose purpose, long byteSize) {
        int index = purpose.ordinal();
        if (segments[index].byteSize() < byteSize) {
            Arena old = arenas[index];
            segments[index] = MemorySegment.NULL;
            if (old != null) {
                arenas[index] = null;
                old.close();
            }
            var arena = Arena.ofShared();
            arenas[index] = arena;
            segments[index] = arena.allocate(byteSize + byteSize / 4, ALIGNMENT);
        }
        return segments[index];
    }

    @Override
    public void close() {
        for (Arena arena : arenas) {
            if (arena != null) {
                arena.close();
            }
        }
    }
}
