package dev.tuwen.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.Op;
import dev.tuwen.compute.Param;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Cosines and sines of all rows of a run, shared by every layer: `[T, headWidth]`, cosines first. Angles in double
/// precision.
///
/// @param key what the table depends on
/// @param memory of `key.byteSize()` bytes
record RopeTable(Key key, MemorySegment memory) implements Step {
    private static final int CHUNK_ROWS = 64;

    /// What a table depends on.
    ///
    /// @param position of the first row
    /// @param base of the powers
    /// @param headWidth columns of a head
    /// @param rows number of rows
    record Key(Param position, float base, int headWidth, int rows) {
        long byteSize() {
            return 4L * rows * headWidth;
        }
    }

    /// The tables of one program. Made by its executable.
    static final class Tables {
        private final Placement placement;
        private final Map<Key, RopeTable> tables = new LinkedHashMap<>();

        Tables(Placement placement) {
            this.placement = placement;
        }

        RopeTable of(Op.Rope rope) {
            var key = new Key(
                    rope.position(), rope.base(), rope.headWidth(), rope.x().rows());
            return tables.computeIfAbsent(key, k -> new RopeTable(k, placement.reserve(k.byteSize())));
        }

        /// What has to be done before any step that reads a table.
        List<Step> steps() {
            return new ArrayList<>(tables.values());
        }
    }

    @Override
    public int chunks(CpuRun run) {
        return Math.ceilDiv(key.rows, CHUNK_ROWS);
    }

    @Override
    public void chunk(int chunk, Scratch scratch, CpuRun run) {
        int half = key.headWidth / 2;
        int first = chunk * CHUNK_ROWS;
        for (int i = 0; i < half; i++) {
            double frequency = Math.pow(key.base, -2.0 * i / key.headWidth);
            for (int t = first; t < Math.min(key.rows, first + CHUNK_ROWS); t++) {
                double angle = ((double) run.param(key.position) + t) * frequency;
                memory.set(JAVA_FLOAT_UNALIGNED, offset(t) + 4L * i, (float) Math.cos(angle));
                memory.set(JAVA_FLOAT_UNALIGNED, offset(t) + 4L * (half + i), (float) Math.sin(angle));
            }
        }
    }

    /// Byte where the cosines of a row begin.
    long offset(int t) {
        return 4L * t * key.headWidth;
    }
}
