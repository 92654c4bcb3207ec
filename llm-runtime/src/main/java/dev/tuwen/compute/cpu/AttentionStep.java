package dev.tuwen.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.Heads;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.cpu.kernels.Kernels;
import java.lang.foreign.MemorySegment;

/// Attention. A piece is one query head and a range of query rows.
///
/// Many rows: positions are taken in chunks whose keys, packed like a matrix of outputs, whose scores and whose values
/// all stay in the second cache; the softmax is kept running over the chunks (Milakov and Gimelshein, "Online
/// normalizer calculation for softmax", 2018). Both products are tiles.
///
/// @param kernels the arithmetic
/// @param threads workers that share the pieces
/// @param result `[T, heads.queryColumns]`
/// @param queries `[T, heads.queryColumns]`
/// @param source where keys and values are
/// @param heads how columns split
/// @param scale factor on the scores
/// @param causal whether later positions are hidden
record AttentionStep(
        Kernels kernels,
        int threads,
        Rows result,
        Rows queries,
        Source source,
        Heads heads,
        float scale,
        boolean causal)
        implements Step {
    /// Query rows whose scores are held at once, a multiple of [Kernels#TILE_ROWS].
    private static final int BLOCK_ROWS = 96;

    /// Positions whose scores are held at once, a multiple of every [Kernels#panelRows()].
    private static final int CHUNK = 256;

    /// Query rows for which packing keys and values again for another piece costs little.
    private static final int PIECE_ROWS = 96;

    /// Where keys and values are.
    sealed interface Source {
        /// Values of the same program.
        ///
        /// @param keys `[S, heads.keyValueColumns]`
        /// @param values `[S, heads.keyValueColumns]`
        record Inline(Rows keys, Rows values) implements Source {}

        /// Buffers.
        ///
        /// @param keys rows from position 0 on
        /// @param values rows from position 0 on
        /// @param past positions before the first query row
        record Cached(BufferRef keys, BufferRef values, Param past) implements Source {}
    }

    /// Keys or values of a run.
    ///
    /// @param memory holds the rows
    /// @param offset byte where they begin
    /// @param pitch bytes from row to row
    /// @param type F32 or F16
    private record Side(MemorySegment memory, long offset, long pitch, DType type) {
        static Side of(Rows rows) {
            return new Side(rows.memory(), rows.offset(), rows.pitch(), DType.F32);
        }

        static Side of(CpuBuffer buffer) {
            return new Side(buffer.memory(), 0, buffer.pitch(), buffer.ref().type());
        }

        long at(int position, int column) {
            return offset + position * pitch + (long) column * type.blockBytes();
        }
    }

    /// Keys and values of a run.
    private record Sides(Side keys, Side values, int positions, int past) {}

    @Override
    public int pieces(CpuRun run) {
        return heads.queries() * parts();
    }

    private int parts() {
        int wanted = Math.ceilDiv(2 * threads, heads.queries());
        return Math.clamp(queries.rows() / PIECE_ROWS, 1, wanted);
    }

    @Override
    public void piece(int piece, Scratch scratch, CpuRun run) {
        int parts = parts();
        int rows = queries.rows();
        int first = (int) ((long) (piece % parts) * rows / parts);
        int end = (int) ((piece % parts + 1L) * rows / parts);
        attend(first, end, piece / parts, sides(run), scratch, run);
    }

    private Sides sides(CpuRun run) {
        return switch (source) {
            case Source.Inline(Rows keys, Rows values) -> new Sides(Side.of(keys), Side.of(values), keys.rows(), 0);
            case Source.Cached(BufferRef keys, BufferRef values, Param past) -> {
                int before = run.param(past);
                yield new Sides(
                        Side.of(run.buffer(keys)), Side.of(run.buffer(values)), before + queries.rows(), before);
            }
        };
    }

    private int visible(int t, Sides sides) {
        return causal ? sides.past + t + 1 : sides.positions;
    }

    private int keyColumn(int head) {
        return head / (heads.queries() / heads.keyValues()) * heads.width();
    }

    private int paddedWidth() {
        return Math.ceilDiv(heads.width(), kernels.lanes()) * kernels.lanes();
    }

    private static int wholeTiles(int rows) {
        return Math.ceilDiv(rows, Kernels.TILE_ROWS) * Kernels.TILE_ROWS;
    }

    /// What one piece works on.
    ///
    /// @param first first query row
    /// @param rows number of query rows
    /// @param head number of the query head
    /// @param keys a chunk of keys as panels, `[panels, width, P]`
    /// @param values a chunk of values, `[CHUNK, padded width]`
    /// @param scores `[BLOCK_ROWS, CHUNK]`
    /// @param mixed values mixed so far, not divided yet, `[rows, padded width]`
    /// @param running for each row the largest score so far and the sum of exponentials
    private record Work(
            int first,
            int rows,
            int head,
            MemorySegment keys,
            MemorySegment values,
            MemorySegment scores,
            MemorySegment mixed,
            MemorySegment running) {}

    private void attend(int first, int end, int head, Sides sides, Scratch scratch, CpuRun run) {
        int width = heads.width();
        int padded = paddedWidth();
        int rows = end - first;
        var work = new Work(
                first,
                rows,
                head,
                scratch.reserve(Scratch.Purpose.KEYS, 4L * CHUNK * width),
                scratch.reserve(Scratch.Purpose.VALUES, 4L * CHUNK * padded),
                scratch.reserve(Scratch.Purpose.SCORES, 4L * BLOCK_ROWS * CHUNK),
                scratch.reserve(Scratch.Purpose.SUMS, 4L * wholeTiles(rows) * padded),
                scratch.reserve(Scratch.Purpose.MORE_SUMS, 8L * rows));
        work.mixed.asSlice(0, 4L * wholeTiles(rows) * padded).fill((byte) 0);
        for (int t = 0; t < rows; t++) {
            work.running.set(JAVA_FLOAT_UNALIGNED, 8L * t, Float.NEGATIVE_INFINITY);
            work.running.set(JAVA_FLOAT_UNALIGNED, 8L * t + 4, 0);
        }
        int positions = visible(end - 1, sides);
        for (int s = 0; s < positions && !run.cancelled(); s += CHUNK) {
            int count = Math.min(CHUNK, positions - s);
            packKeys(sides.keys, s, count, keyColumn(head), work.keys, scratch);
            packValues(sides.values, s, count, keyColumn(head), work.values);
            for (int t = 0; t < rows && !run.cancelled(); t += BLOCK_ROWS) {
                int block = Math.min(BLOCK_ROWS, rows - t);
                int seen = Math.min(count, visible(first + t + block - 1, sides) - s);
                if (seen > 0) {
                    score(work, t, block, seen);
                    share(work, t, block, seen, s, sides);
                    kernels.tiles(
                            block,
                            seen,
                            padded,
                            work.values,
                            0,
                            4L * padded,
                            work.scores,
                            0,
                            4L * CHUNK,
                            work.mixed,
                            4L * t * padded,
                            4L * padded);
                }
            }
        }
        for (int t = 0; t < rows; t++) {
            float factor = 1 / work.running.get(JAVA_FLOAT_UNALIGNED, 8L * t + 4);
            long to = result.at(first + t, head * width);
            kernels.scale(work.mixed, 4L * t * padded, factor, result.memory(), to, width);
        }
    }

    /// Scores of a block of rows for the first `seen` positions of the chunk.
    private void score(Work work, int t, int block, int seen) {
        int width = heads.width();
        int panelRows = kernels.panelRows();
        work.scores.asSlice(0, 4L * wholeTiles(block) * CHUNK).fill((byte) 0);
        for (int p = 0; p < seen; p += panelRows) {
            kernels.tiles(
                    block,
                    width,
                    panelRows,
                    work.keys,
                    4L * p * width,
                    4L * panelRows,
                    queries.memory(),
                    queries.at(work.first + t, work.head * width),
                    queries.pitch(),
                    work.scores,
                    4L * p,
                    4L * CHUNK);
        }
    }

    /// Scores to exponentials against the largest score so far; what was mixed before shrinks where that has grown.
    private void share(Work work, int t, int block, int seen, int chunk, Sides sides) {
        int padded = paddedWidth();
        for (int r = 0; r < block; r++) {
            long row = 4L * r * CHUNK;
            int shown = Math.clamp(visible(work.first + t + r, sides) - chunk, 0, seen);
            if (shown > 0) {
                long state = 8L * (t + r);
                float before = work.running.get(JAVA_FLOAT_UNALIGNED, state);
                float now = Math.max(before, scale * kernels.largest(work.scores, row, shown));
                float factor = (float) Math.exp(before - now);
                float sum = factor * work.running.get(JAVA_FLOAT_UNALIGNED, state + 4)
                        + kernels.exponentials(work.scores, row, shown, scale, now);
                work.running.set(JAVA_FLOAT_UNALIGNED, state, now);
                work.running.set(JAVA_FLOAT_UNALIGNED, state + 4, sum);
                if (factor != 1 && chunk > 0) {
                    long mixed = 4L * (t + r) * padded;
                    kernels.scale(work.mixed, mixed, factor, work.mixed, mixed, padded);
                }
            }
            work.scores.asSlice(row + 4L * shown, 4L * (seen - shown)).fill((byte) 0);
        }
    }

    /// A chunk of the keys of a head as panels of positions: `[panels, width, P]`. What lies beyond the last position
    /// is undefined, and so are the scores there.
    private void packKeys(Side side, int first, int count, int column, MemorySegment to, Scratch scratch) {
        int width = heads.width();
        int panelRows = kernels.panelRows();
        MemorySegment row = scratch.reserve(Scratch.Purpose.ROW, 4L * width);
        for (int s = 0; s < count; s++) {
            MemorySegment from = side.memory;
            long offset = side.at(first + s, column);
            if (side.type != DType.F32) {
                kernels.widenHalves(from, offset, row, 0, width);
                from = row;
                offset = 0;
            }
            long start = 4L * ((long) s / panelRows * panelRows * width + s % panelRows);
            for (int c = 0; c < width; c++) {
                to.set(
                        JAVA_FLOAT_UNALIGNED,
                        start + 4L * c * panelRows,
                        from.get(JAVA_FLOAT_UNALIGNED, offset + 4L * c));
            }
        }
    }

    /// A chunk of the values of a head, `[count, padded width]`, padded with zeros.
    private void packValues(Side side, int first, int count, int column, MemorySegment to) {
        int width = heads.width();
        int padded = paddedWidth();
        for (int s = 0; s < count; s++) {
            long start = 4L * s * padded;
            if (side.type == DType.F32) {
                MemorySegment.copy(side.memory, side.at(first + s, column), to, start, 4L * width);
            } else {
                kernels.widenHalves(side.memory, side.at(first + s, column), to, start, width);
            }
            to.asSlice(start + 4L * width, 4L * (padded - width)).fill((byte) 0);
        }
    }
}
