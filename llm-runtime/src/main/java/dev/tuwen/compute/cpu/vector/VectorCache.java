package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.PANEL_ROWS;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.kernels.HeadLayout;
import dev.tuwen.compute.cpu.kernels.Kernels;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Cached keys and values of any type, by the kernels of each: see [Kernels] for what they compute.
final class VectorCache {
    private static final long VECTOR = 4L * LANES;
    private static final long STEP = 4L * PANEL_ROWS;

    /// Positions whose keys or values stay in the first cache from one part of a head to the next.
    private static final int CHUNK = Kernels.CACHE_CHUNK;

    private VectorCache() {}

    /// @param code of the processor, made use of for heads of 64 columns
    static void scores(
            @Nullable MachineCode code,
            HeadLayout layout,
            MemorySegment query,
            long queryOffset,
            MemorySegment keys,
            long plane,
            int rows,
            int positions,
            MemorySegment to,
            long toOffset,
            MemorySegment work) {
        MachineCode own = fitting(code, layout);
        int blocks = Math.ceilDiv(positions, LANES);
        int words = layout.words();
        switch (layout.type()) {
            case F32 -> VectorKeys.f32(query, queryOffset, keys, plane, blocks, words, to, toOffset);
            case F16 -> {
                VectorRows.scale(query, queryOffset, 0x1p56f, work, 0, layout.paddedWidth());
                if (own != null) {
                    own.keysF16(work, keys.asSlice(plane), to.asSlice(toOffset), blocks);
                    return;
                }
                int touched = VectorKeys.f16(work, 0, keys, plane, blocks, words, to, toOffset);
                work.set(JAVA_INT_UNALIGNED, 0, touched);
            }
            default -> {
                if (own != null) {
                    own.keysQ8(
                            query.asSlice(queryOffset),
                            keys.asSlice(plane),
                            keys.asSlice(plane + layout.scaleOffset(rows, 0, 0)),
                            keys.asSlice(plane + layout.scaleOffset(rows, 0, 1)),
                            to.asSlice(toOffset),
                            blocks);
                    return;
                }
                for (int s = 0; s < positions; s += CHUNK) {
                    int count = Math.min(CHUNK, positions - s);
                    scoresOfBlocks(
                            layout, query, queryOffset, keys, plane, rows, s, count, to, toOffset + 4L * s, work);
                }
            }
        }
    }

    private static @Nullable MachineCode fitting(@Nullable MachineCode code, HeadLayout layout) {
        return layout.paddedWidth() == MachineCode.CACHED_COLUMNS ? code : null;
    }

    private static void scoresOfBlocks(
            HeadLayout layout,
            MemorySegment query,
            long queryOffset,
            MemorySegment keys,
            long plane,
            int rows,
            int first,
            int count,
            MemorySegment to,
            long toOffset,
            MemorySegment work) {
        long from = plane + layout.wordOffset(first);
        long blockBytes = layout.words() * VECTOR;
        int blocks = Math.ceilDiv(count, LANES);
        long scales = 4L * CHUNK;
        for (int b = 0; b < layout.scales(); b++) {
            long q = queryOffset + 4L * HeadLayout.SCALED * b;
            VectorKeys.q8(query, q, keys, from + 8 * VECTOR * b, blockBytes, blocks, work, 0);
            VectorWidening.halves(keys, plane + layout.scaleOffset(rows, first, b), work, scales, count);
            if (b == 0) {
                VectorRows.multiply(work, 0, work, scales, to, toOffset, count);
            } else {
                VectorRows.multiply(work, 0, work, scales, work, 0, count);
                VectorRows.add(work, 0, to, toOffset, to, toOffset, count);
            }
        }
    }

    /// @param code of the processor, made use of for heads of 64 columns
    static void mix(
            @Nullable MachineCode code,
            HeadLayout layout,
            MemorySegment shares,
            long sharesOffset,
            MemorySegment values,
            long plane,
            int rows,
            int positions,
            MemorySegment to,
            long toOffset,
            MemorySegment work) {
        MachineCode own = fitting(code, layout);
        long pitch = 4L * layout.words();
        for (int s = 0; s < positions; s += CHUNK) {
            int count = Math.min(CHUNK, positions - s);
            long from = plane + layout.wordOffset(s);
            long p = sharesOffset + 4L * s;
            switch (layout.type()) {
                case F32 -> {
                    for (long o = 0; o < pitch; o += VECTOR) {
                        VectorValues.f32(shares, p, values, from + o, pitch, count, to, toOffset + o);
                    }
                }
                case F16 -> {
                    if (own != null) {
                        own.valuesF16(shares.asSlice(p), values.asSlice(from), to.asSlice(toOffset), count);
                        continue;
                    }
                    long o = 0;
                    for (; o <= pitch - 2 * VECTOR; o += 2 * VECTOR) {
                        int touched =
                                VectorValues.f16Of2(shares, p, values, from + o, pitch, count, to, toOffset + 2 * o);
                        work.set(JAVA_INT_UNALIGNED, 0, touched);
                    }
                    if (o < pitch) {
                        VectorValues.f16(shares, p, values, from + o, pitch, count, to, toOffset + 2 * o);
                    }
                }
                default -> {
                    for (int b = 0; b < layout.scales(); b++) {
                        long scaled = 4L * CHUNK * b;
                        VectorWidening.halves(values, plane + layout.scaleOffset(rows, s, b), work, scaled, count);
                        VectorRows.multiply(work, scaled, shares, p, work, scaled, count);
                    }
                    if (own != null) {
                        own.valuesQ8(work, work.asSlice(4L * CHUNK), values.asSlice(from), to.asSlice(toOffset), count);
                        continue;
                    }
                    for (long o = 0; o < pitch; o += VECTOR) {
                        long first = 4L * CHUNK * (o / HeadLayout.SCALED);
                        long last = 4L * CHUNK * ((o + VECTOR - 1) / HeadLayout.SCALED);
                        VectorValues.q8(work, first, last, values, from + o, pitch, count, to, toOffset + 4 * o);
                    }
                }
            }
        }
    }

    static void widenKeys(
            HeadLayout layout,
            MemorySegment keys,
            long plane,
            int rows,
            int first,
            int count,
            MemorySegment to,
            MemorySegment work) {
        int words = layout.words();
        long pitch = 4L * PANEL_ROWS;
        for (int s = 0; s < count; s += LANES) {
            long from = plane + layout.wordOffset(first + s);
            long o = (long) (s / PANEL_ROWS) * layout.paddedWidth() * pitch + 4L * (s % PANEL_ROWS);
            switch (layout.type()) {
                case F32 -> VectorRows.copyRows(words, LANES, keys, from, VECTOR, to, o, pitch);
                case F16 -> VectorKeys.widenF16(keys, from, words, to, o, pitch);
                default -> {
                    for (int b = 0; b < layout.scales(); b++) {
                        long scale = plane + layout.scaleOffset(rows, first + s, b);
                        VectorWidening.halves(keys, scale, work, b * VECTOR, LANES);
                    }
                    VectorKeys.widenQ8(keys, from, words, work, VECTOR, to, o, pitch);
                }
            }
        }
    }

    static void widenValues(
            HeadLayout layout, MemorySegment values, long plane, int rows, int first, int count, MemorySegment to) {
        long bytes = 4L * layout.words();
        for (int s = 0; s < count; s++) {
            long from = plane + layout.wordOffset(first + s);
            switch (layout.type()) {
                case F32 -> {
                    for (long o = 0; o < bytes; o += STEP) {
                        MemorySegment.copy(values, from + o, to, panel(s, o), Math.min(STEP, bytes - o));
                    }
                }
                case F16 -> {
                    for (long o = 0; o < bytes; o += VECTOR) {
                        VectorValues.widenF16(values, from + o, to, panel(s, 2 * o));
                    }
                }
                default -> {
                    for (long o = 0; o < bytes; o += VECTOR) {
                        float scale = scale(layout, values, plane, rows, first + s, o);
                        float more = scale(layout, values, plane, rows, first + s, o + VECTOR - 1);
                        long half = panel(s, 4 * o);
                        VectorValues.widenQ8(values, from + o, scale, more, to, half, panel(s, 4 * o + 2 * VECTOR));
                    }
                }
            }
        }
    }

    /// Where a byte of a position's widened columns is in panels of columns.
    private static long panel(int position, long column) {
        return column / STEP * STEP * CHUNK + position * STEP + column % STEP;
    }

    /// The scale of the column whose byte is `column`.
    private static float scale(
            HeadLayout layout, MemorySegment values, long plane, int rows, int position, long column) {
        long offset = plane + layout.scaleOffset(rows, position, (int) (column / HeadLayout.SCALED));
        return Float.float16ToFloat(values.get(JAVA_SHORT_UNALIGNED, offset));
    }
}
