package dev.tuwen.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.Heads;
import dev.tuwen.compute.KeyValues;
import dev.tuwen.compute.Op;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.cpu.kernels.Kernels;
import dev.tuwen.compute.cpu.kernels.SplitKernels;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

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
/// @param split for products of many rows that need not have the accuracy of F32; null for those that do
record AttentionStep(
        Kernels kernels,
        int threads,
        Rows result,
        Rows queries,
        Source source,
        Heads heads,
        float scale,
        boolean causal,
        @Nullable SplitKernels split)
        implements Step {
    /// Query rows whose scores are held at once, a multiple of [Kernels#TILE_ROWS] and [SplitKernels#MULTIPLE].
    private static final int BLOCK_ROWS = 96;

    /// Positions whose scores are held at once, a multiple of every [Kernels#panelRows()].
    private static final int CHUNK = Kernels.CACHE_CHUNK;

    /// Positions whose values are mixed into all rows of a block before the next: 32 KiB of a panel of 64 columns.
    private static final int MIXED_POSITIONS = 128;

    /// Fewer query rows than this read cached positions where they lie.
    private static final int FEW_ROWS = 6;

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

    /// Keys and values of a run.
    ///
    /// @param positions number of positions
    /// @param past positions before the first query row
    private record Sides(Side keys, Side values, int positions, int past) {}

    /// The step of an operation.
    ///
    /// @param mayRound whether products of many rows need not have the accuracy of F32
    static AttentionStep of(Op.Attention op, Placement placement, boolean mayRound) {
        Source source = switch (op.keyValues()) {
            case KeyValues.Inline(Value keys, Value values) ->
                new Source.Inline(placement.rows(keys), placement.rows(values));
            case KeyValues.Cached(BufferRef keys, BufferRef values, Param past) ->
                new Source.Cached(keys, values, past);
        };
        return new AttentionStep(
                placement.kernels(),
                placement.threads(),
                placement.rows(op.result()),
                placement.rows(op.queries()),
                source,
                op.heads(),
                op.scale(),
                op.causal(),
                mayRound ? placement.kernels().split() : null);
    }

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
        Sides sides = sides(run);
        if (end - first < FEW_ROWS
                && sides.keys instanceof Side.Planes keys
                && sides.values instanceof Side.Planes values) {
            for (int t = first; t < end && !run.cancelled(); t++) {
                attendRow(t, piece / parts, keys, values, sides, scratch);
            }
        } else {
            attend(first, end, piece / parts, sides, scratch, run);
        }
    }

    private Sides sides(CpuRun run) {
        return switch (source) {
            case Source.Inline(Rows keys, Rows values) ->
                new Sides(new Side.Lines(keys), new Side.Lines(values), keys.rows(), 0);
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

    private int keyHead(int head) {
        return head / (heads.queries() / heads.keyValues());
    }

    private int wholePanels(int columns) {
        return Math.ceilDiv(columns, kernels.panelRows()) * kernels.panelRows();
    }

    private static int wholeTiles(int rows) {
        return Math.ceilDiv(rows, Kernels.TILE_ROWS) * Kernels.TILE_ROWS;
    }

    /// What one piece works on.
    ///
    /// @param first first query row
    /// @param rows number of query rows
    /// @param head number of the query head
    /// @param keyWidth columns of a packed key
    /// @param valueWidth columns of a packed value
    /// @param mixedWidth numbers from one row of `mixed` to the next
    /// @param keys a chunk of keys as panels, `[panels, key width, P]`
    /// @param values a chunk of values as panels of columns, `[panels, CHUNK, P]`
    /// @param scores `[BLOCK_ROWS, CHUNK]`
    /// @param mixed values mixed so far, not divided yet, `[rows, value width]`
    /// @param running for each row the largest score so far and the sum of exponentials
    /// @param numbers the rows of queries, `[rows, width]`, then room for a block of scores, `[BLOCK_ROWS, CHUNK]`
    /// @param apart what is taken apart, or null
    private record Work(
            int first,
            int rows,
            int head,
            int keyWidth,
            int valueWidth,
            int mixedWidth,
            MemorySegment keys,
            MemorySegment values,
            MemorySegment scores,
            MemorySegment mixed,
            MemorySegment running,
            float[] numbers,
            @Nullable Apart apart) {}

    /// Numbers taken apart for [SplitKernels].
    ///
    /// @param columns of queries and keys, padded with zeros
    /// @param keys panels of a chunk
    /// @param values panels of a chunk
    /// @param queries those of the piece
    /// @param scores a block of them
    /// @param padded a block of queries or a panel of keys, padded with zeros
    private record Apart(
            SplitKernels split,
            int columns,
            MemorySegment keys,
            MemorySegment values,
            MemorySegment queries,
            MemorySegment scores,
            MemorySegment padded) {}

    /// One row over planes where they lie: scores of all positions, softmax, mix.
    private void attendRow(int t, int head, Side.Planes keys, Side.Planes values, Sides sides, Scratch scratch) {
        int width = heads.width();
        int visible = visible(t, sides);
        int padded = keys.layout().paddedWidth();
        int mixedWidth = values.layout().paddedWidth();
        int shareCount = Math.ceilDiv(visible, kernels.lanes()) * kernels.lanes();
        MemorySegment query = scratch.reserve(Scratch.Purpose.ROW, 4L * padded);
        MemorySegment shares = scratch.reserve(Scratch.Purpose.SCORES, 4L * shareCount);
        MemorySegment mixed = scratch.reserve(Scratch.Purpose.SUMS, 4L * mixedWidth);
        MemorySegment work = work(keys, values, scratch);
        MemorySegment.copy(queries.memory(), queries.at(t, head * width), query, 0, 4L * width);
        query.asSlice(4L * width, 4L * (padded - width)).fill((byte) 0);
        kernels.keyScores(
                keys.layout(),
                query,
                0,
                keys.memory(),
                keys.plane(keyHead(head)),
                keys.rows(),
                visible,
                shares,
                0,
                work);
        kernels.softmax(shares, 0, visible, scale);
        mixed.asSlice(0, 4L * mixedWidth).fill((byte) 0);
        kernels.mixValues(
                values.layout(),
                shares,
                0,
                values.memory(),
                values.plane(keyHead(head)),
                values.rows(),
                visible,
                mixed,
                0,
                work);
        MemorySegment.copy(mixed, 0, result.memory(), result.at(t, head * width), 4L * width);
    }

    private static MemorySegment work(Side.Planes keys, Side.Planes values, Scratch scratch) {
        long bytes = Math.max(Kernels.workBytes(keys.layout()), Kernels.workBytes(values.layout()));
        return scratch.reserve(Scratch.Purpose.WIDENED, bytes);
    }

    private void attend(int first, int end, int head, Sides sides, Scratch scratch, CpuRun run) {
        int rows = end - first;
        int keyWidth = sides.keys.paddedWidth(kernels, heads.width());
        int padded = sides.values.paddedWidth(kernels, heads.width());
        int positions = visible(end - 1, sides);
        Apart apart = split == null || positions < CHUNK ? null : apart(split, first, rows, head, padded, scratch);
        int mixedWidth = apart == null ? padded : wholePanels(padded);
        var work = new Work(
                first,
                rows,
                head,
                keyWidth,
                padded,
                mixedWidth,
                scratch.reserve(Scratch.Purpose.KEYS, 4L * CHUNK * keyWidth),
                scratch.reserve(Scratch.Purpose.VALUES, 4L * CHUNK * wholePanels(padded)),
                scratch.reserve(Scratch.Purpose.SCORES, 4L * BLOCK_ROWS * CHUNK),
                scratch.reserve(Scratch.Purpose.SUMS, 4L * wholeTiles(rows) * mixedWidth),
                scratch.reserve(Scratch.Purpose.MORE_SUMS, 8L * rows),
                numbers(first, rows, head, scratch),
                apart);
        work.mixed.asSlice(0, 4L * wholeTiles(rows) * mixedWidth).fill((byte) 0);
        for (int t = 0; t < rows; t++) {
            work.running.set(JAVA_FLOAT_UNALIGNED, 8L * t, Float.NEGATIVE_INFINITY);
            work.running.set(JAVA_FLOAT_UNALIGNED, 8L * t + 4, 0);
        }
        for (int s = 0; s < positions && !run.cancelled(); s += CHUNK) {
            int count = Math.min(CHUNK, positions - s);
            sides.keys.widenKeys(kernels, keyHead(head), heads.width(), s, count, work.keys, scratch);
            sides.values.widenValues(kernels, keyHead(head), heads.width(), s, count, work.values);
            Apart tiled = count == CHUNK ? work.apart : null;
            if (tiled != null) {
                takeApart(work, tiled);
            }
            for (int t = 0; t < rows && !run.cancelled(); t += BLOCK_ROWS) {
                int block = Math.min(BLOCK_ROWS, rows - t);
                int seen = Math.min(count, visible(first + t + block - 1, sides) - s);
                if (seen > 0) {
                    Apart whole = block % SplitKernels.MULTIPLE == 0 ? tiled : null;
                    score(work, t, block, seen, whole);
                    share(work, t, block, whole == null ? seen : count, s, sides);
                    mix(work, t, block, seen, whole);
                }
            }
        }
        for (int t = 0; t < rows; t++) {
            float factor = 1 / work.running.get(JAVA_FLOAT_UNALIGNED, 8L * t + 4);
            long to = result.at(first + t, head * heads.width());
            kernels.scale(work.mixed, 4L * t * mixedWidth, factor, result.memory(), to, heads.width());
        }
    }

    private float[] numbers(int first, int rows, int head, Scratch scratch) {
        int width = heads.width();
        float[] numbers = scratch.numbers(rows * width + BLOCK_ROWS * CHUNK);
        for (int t = 0; t < rows; t++) {
            long from = queries.at(first + t, head * width);
            MemorySegment.copy(queries.memory(), JAVA_FLOAT_UNALIGNED, from, numbers, t * width, width);
        }
        return numbers;
    }

    /// Room for what is taken apart, with the queries of a piece in it.
    private Apart apart(SplitKernels split, int first, int rows, int head, int valueWidth, Scratch scratch) {
        int columns = Math.ceilDiv(heads.width(), SplitKernels.MULTIPLE) * SplitKernels.MULTIPLE;
        long pitch = 4L * columns;
        var apart = new Apart(
                split,
                columns,
                scratch.reserve(Scratch.Purpose.SPLIT_KEYS, CHUNK * pitch),
                scratch.reserve(Scratch.Purpose.SPLIT_VALUES, 4L * CHUNK * wholePanels(valueWidth)),
                scratch.reserve(Scratch.Purpose.SPLIT_ROWS, rows * pitch),
                scratch.reserve(Scratch.Purpose.SPLIT_SCORES, 4L * BLOCK_ROWS * CHUNK),
                scratch.reserve(Scratch.Purpose.ROW, Math.max(BLOCK_ROWS, kernels.panelRows()) * pitch));
        apart.padded.asSlice(0, BLOCK_ROWS * pitch).fill((byte) 0);
        for (int t = 0; t < rows; t += BLOCK_ROWS) {
            int block = Math.min(BLOCK_ROWS, rows - t);
            long x = queries.at(first + t, head * heads.width());
            kernels.copyRows(block, heads.width(), queries.memory(), x, queries.pitch(), apart.padded, 0, pitch);
            split.splitRows(block, columns, apart.padded, 0, pitch, apart.queries.asSlice(t * pitch));
        }
        return apart;
    }

    /// Keys and values of a whole chunk.
    private void takeApart(Work work, Apart apart) {
        int panelRows = kernels.panelRows();
        long keyBytes = 4L * heads.width() * panelRows;
        apart.padded.asSlice(0, 4L * apart.columns * panelRows).fill((byte) 0);
        for (int p = 0; p < CHUNK; p += panelRows) {
            MemorySegment.copy(work.keys, 4L * p * work.keyWidth, apart.padded, 0, keyBytes);
            apart.split.splitPanel(apart.columns, apart.padded, 0, apart.keys.asSlice(4L * p * apart.columns));
        }
        for (int c = 0; c < work.valueWidth; c += panelRows) {
            long panel = 4L * c * CHUNK;
            apart.split.splitPanel(CHUNK, work.values, panel, apart.values.asSlice(panel));
        }
    }

    /// Scores of a block of rows for the first `seen` positions of the chunk.
    private void score(Work work, int t, int block, int seen, @Nullable Apart apart) {
        int panelRows = kernels.panelRows();
        work.scores.asSlice(0, 4L * wholeTiles(block) * CHUNK).fill((byte) 0);
        for (int p = 0; p < seen; p += panelRows) {
            if (apart != null) {
                MemorySegment x = apart.queries.asSlice(4L * t * apart.columns);
                MemorySegment keys = apart.keys.asSlice(4L * p * apart.columns);
                apart.split.multiply(block, apart.columns, panelRows, x, keys, work.scores, 4L * p, 4L * CHUNK);
            } else {
                kernels.tiles(
                        block,
                        heads.width(),
                        panelRows,
                        work.keys,
                        4L * p * work.keyWidth,
                        work.numbers,
                        t * heads.width(),
                        heads.width(),
                        work.scores,
                        4L * p,
                        4L * CHUNK);
            }
        }
    }

    /// Adds the values of the first `seen` positions of the chunk, or of all of it, where the other shares are zero.
    private void mix(Work work, int t, int block, int seen, @Nullable Apart apart) {
        int panelRows = kernels.panelRows();
        int scores = work.rows * heads.width();
        long pitch = 4L * work.mixedWidth;
        if (apart != null) {
            apart.split.splitRows(block, CHUNK, work.scores, 0, 4L * CHUNK, apart.scores);
        } else {
            MemorySegment.copy(work.scores, JAVA_FLOAT_UNALIGNED, 0, work.numbers, scores, block * CHUNK);
        }
        for (int c = 0; c < work.valueWidth; c += panelRows) {
            long panel = 4L * c * CHUNK;
            long sums = t * pitch + 4L * c;
            if (apart != null) {
                MemorySegment values = apart.values.asSlice(panel);
                int left = Math.ceilDiv(work.valueWidth - c, SplitKernels.MULTIPLE) * SplitKernels.MULTIPLE;
                int outputs = Math.min(panelRows, left);
                apart.split.multiply(block, CHUNK, outputs, apart.scores, values, work.mixed, sums, pitch);
            } else {
                for (int s = 0; s < seen; s += MIXED_POSITIONS) {
                    kernels.tiles(
                            block,
                            Math.min(MIXED_POSITIONS, seen - s),
                            Math.min(panelRows, work.valueWidth - c),
                            work.values,
                            panel + 4L * s * panelRows,
                            work.numbers,
                            scores + s,
                            CHUNK,
                            work.mixed,
                            sums,
                            pitch);
                }
            }
        }
    }

    /// Scores to exponentials against the largest score so far; what was mixed before shrinks where that has grown.
    private void share(Work work, int t, int block, int seen, int chunk, Sides sides) {
        int width = work.mixedWidth;
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
                    long mixed = 4L * (t + r) * width;
                    kernels.scale(work.mixed, mixed, factor, work.mixed, mixed, width);
                }
            }
            work.scores.asSlice(row + 4L * shown, 4L * (seen - shown)).fill((byte) 0);
        }
    }
}
