package dev.tuwen.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.cpu.kernels.ArrayView;
import dev.tuwen.compute.cpu.kernels.AttentionKernels;
import dev.tuwen.compute.cpu.kernels.Bf16SplitKernels;
import dev.tuwen.compute.cpu.kernels.KernelSet;
import dev.tuwen.compute.cpu.kernels.LinearKernels;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Attention of many query rows of one head: positions are taken in chunks whose keys, packed like a matrix of outputs,
/// whose scores and whose values all stay in the second cache; the softmax is kept running over the chunks (Milakov and
/// Gimelshein, "Online normalizer calculation for softmax", 2018). Both products are tiles.
///
/// Made for one chunk of an [AttentionStep]; one thread.
final class TiledAttention {
    /// Query rows whose scores are held at once, a multiple of [LinearKernels#TILE_ROWS] and
    /// [Bf16SplitKernels#MULTIPLE].
    private static final int BLOCK_ROWS = 96;

    /// Positions whose scores are held at once, a multiple of the rows of every panel.
    private static final int CHUNK = AttentionKernels.CHUNK;

    /// Positions whose values are added to all rows of a block before the next: 32 KiB of a panel of 64 columns.
    private static final int ADDED_POSITIONS = 128;

    private final AttentionStep step;
    private final AttentionStep.Head head;
    private final Scratch scratch;
    private final KernelSet kernels;
    private final int panelRows;
    private final int first;
    private final int rows;
    private final int width;
    private final int keyWidth;
    private final int valueWidth;
    /// Numbers from one row of sums to the next.
    private final int sumsWidth;
    /// A chunk of keys as panels, `[panels, key width, P]`.
    private final MemorySegment keys;
    /// A chunk of values as panels of columns, `[panels, CHUNK, P]`.
    private final MemorySegment values;
    /// Of a block, `[BLOCK_ROWS, CHUNK]`; later their probabilities, not normalised yet.
    private final MemorySegment scores;
    /// Values so far, not normalised yet, `[rows, value width]`.
    private final MemorySegment sums;
    /// For each row the maximum of its scores so far and the sum of their exponentials.
    private final MemorySegment running;
    /// The rows of queries, `[rows, width]`, then a block of probabilities, `[BLOCK_ROWS, CHUNK]`.
    private final float[] numbers;

    private final @Nullable Split split;

    /// What is split into two of BF16.
    ///
    /// @param columns of queries and keys, padded with zeros
    /// @param keys panels of a chunk
    /// @param values panels of a chunk
    /// @param queries those of the chunk
    /// @param probabilities a block of them
    /// @param padded a block of queries or a panel of keys, padded with zeros
    private record Split(
            Bf16SplitKernels kernels,
            int columns,
            MemorySegment keys,
            MemorySegment values,
            MemorySegment queries,
            MemorySegment probabilities,
            MemorySegment padded) {}

    /// @param first query row
    /// @param rows number of query rows
    TiledAttention(AttentionStep step, AttentionStep.Head head, int first, int rows, Scratch scratch) {
        this.step = step;
        this.head = head;
        this.scratch = scratch;
        this.kernels = step.kernels();
        this.panelRows = kernels.linear().panelRows();
        this.first = first;
        this.rows = rows;
        this.width = step.heads().width();
        this.keyWidth = head.keys().paddedWidth(kernels);
        this.valueWidth = head.values().paddedWidth(kernels);
        this.split = step.split() == null || positions() < CHUNK ? null : split(step.split());
        int panels = Math.ceilDiv(valueWidth, panelRows) * panelRows;
        this.sumsWidth = split == null ? valueWidth : panels;
        this.keys = scratch.reserve(Scratch.Purpose.KEYS, 4L * CHUNK * keyWidth);
        this.values = scratch.reserve(Scratch.Purpose.VALUES, 4L * CHUNK * panels);
        this.scores = scratch.reserve(Scratch.Purpose.SCORES, 4L * BLOCK_ROWS * CHUNK);
        this.sums = scratch.reserve(Scratch.Purpose.SUMS, 4L * wholeTiles(rows) * sumsWidth);
        this.running = scratch.reserve(Scratch.Purpose.MORE_SUMS, 8L * rows);
        this.numbers = scratch.numbers(rows * width + BLOCK_ROWS * CHUNK);
    }

    private static int wholeTiles(int rows) {
        return Math.ceilDiv(rows, LinearKernels.TILE_ROWS) * LinearKernels.TILE_ROWS;
    }

    /// Positions that the last row sees.
    private int positions() {
        return step.visible(first + rows - 1, head);
    }

    /// Column of the queries and of the result where the head begins.
    private int column() {
        return head.head() * width;
    }

    /// Memory for what is split, with the queries of the chunk in it.
    private Split split(Bf16SplitKernels split) {
        int columns = Math.ceilDiv(width, Bf16SplitKernels.MULTIPLE) * Bf16SplitKernels.MULTIPLE;
        long pitch = 4L * columns;
        int valueColumns = Math.ceilDiv(valueWidth, panelRows) * panelRows;
        var memory = new Split(
                split,
                columns,
                scratch.reserve(Scratch.Purpose.REDUCED_KEYS, CHUNK * pitch),
                scratch.reserve(Scratch.Purpose.REDUCED_VALUES, 4L * CHUNK * valueColumns),
                scratch.reserve(Scratch.Purpose.REDUCED_ROWS, rows * pitch),
                scratch.reserve(Scratch.Purpose.REDUCED_SCORES, 4L * BLOCK_ROWS * CHUNK),
                scratch.reserve(Scratch.Purpose.ROW, Math.max(BLOCK_ROWS, panelRows) * pitch));
        View padded = View.of(memory.padded, columns);
        memory.padded.asSlice(0, BLOCK_ROWS * pitch).fill((byte) 0);
        for (int t = 0; t < rows; t += BLOCK_ROWS) {
            int block = Math.min(BLOCK_ROWS, rows - t);
            kernels.elements().copy(step.queries().view(first + t, column()), padded, block, width);
            split.reduceRows(block, columns, padded, memory.queries.asSlice(t * pitch));
        }
        return memory;
    }

    /// Attends and stores the result.
    void attend(CpuRun run) {
        for (int t = 0; t < rows; t++) {
            long from = step.queries().at(first + t, column());
            MemorySegment.copy(step.queries().memory(), JAVA_FLOAT_UNALIGNED, from, numbers, t * width, width);
            running.set(JAVA_FLOAT_UNALIGNED, 8L * t, Float.NEGATIVE_INFINITY);
            running.set(JAVA_FLOAT_UNALIGNED, 8L * t + 4, 0);
        }
        sums.asSlice(0, 4L * wholeTiles(rows) * sumsWidth).fill((byte) 0);
        int positions = positions();
        for (int s = 0; s < positions && !run.cancelled(); s += CHUNK) {
            attendChunk(s, Math.min(CHUNK, positions - s), run);
        }
        for (int t = 0; t < rows; t++) {
            float factor = 1 / running.get(JAVA_FLOAT_UNALIGNED, 8L * t + 4);
            View to = step.result().view(first + t, column());
            kernels.elements().scale(View.ofRow(sums, 4L * t * sumsWidth), factor, to, 1, width);
        }
    }

    /// All rows over the `count` positions from `chunk` on.
    private void attendChunk(int chunk, int count, CpuRun run) {
        head.keys().widenKeys(kernels, chunk, count, keys, scratch);
        head.values().widenValues(kernels, chunk, count, values);
        Split whole = count == CHUNK ? split : null;
        if (whole != null) {
            splitChunk(whole);
        }
        for (int t = 0; t < rows && !run.cancelled(); t += BLOCK_ROWS) {
            int block = Math.min(BLOCK_ROWS, rows - t);
            int seen = Math.min(count, step.visible(first + t + block - 1, head) - chunk);
            if (seen > 0) {
                Split tiled = block % Bf16SplitKernels.MULTIPLE == 0 ? whole : null;
                score(t, block, seen, tiled);
                exponentiate(t, block, tiled == null ? seen : count, chunk);
                addValues(t, block, seen, tiled);
            }
        }
    }

    /// Keys and values of a whole chunk.
    private void splitChunk(Split split) {
        long keyBytes = 4L * width * panelRows;
        split.padded.asSlice(0, 4L * split.columns * panelRows).fill((byte) 0);
        for (int p = 0; p < CHUNK; p += panelRows) {
            MemorySegment.copy(keys, 4L * p * keyWidth, split.padded, 0, keyBytes);
            split.kernels.splitPanel(split.columns, split.padded, 0, split.keys.asSlice(4L * p * split.columns));
        }
        for (int c = 0; c < valueWidth; c += panelRows) {
            long panel = 4L * c * CHUNK;
            split.kernels.splitPanel(CHUNK, values, panel, split.values.asSlice(panel));
        }
    }

    /// Scores of a block of rows for the first `seen` positions of the chunk.
    private void score(int t, int block, int seen, @Nullable Split split) {
        scores.asSlice(0, 4L * wholeTiles(block) * CHUNK).fill((byte) 0);
        var queries = new ArrayView(numbers, t * width, width, block);
        for (int p = 0; p < seen; p += panelRows) {
            var to = new View(scores, 4L * p, 4L * CHUNK);
            if (split != null) {
                MemorySegment x = split.queries.asSlice(4L * t * split.columns);
                MemorySegment panel = split.keys.asSlice(4L * p * split.columns);
                split.kernels.multiply(block, split.columns, panelRows, x, panel, to);
            } else {
                var panel = new View(keys, 4L * p * keyWidth, 4L * panelRows);
                kernels.linear().tiles(width, panelRows, panel, queries, to);
            }
        }
    }

    /// Scores to exponentials against the maximum so far; values added before shrink where that has grown.
    private void exponentiate(int t, int block, int seen, int chunk) {
        float scale = step.op().scale();
        for (int r = 0; r < block; r++) {
            long row = 4L * r * CHUNK;
            int visible = Math.clamp(step.visible(first + t + r, head) - chunk, 0, seen);
            if (visible > 0) {
                long state = 8L * (t + r);
                float before = running.get(JAVA_FLOAT_UNALIGNED, state);
                float maximum = Math.max(before, scale * kernels.attention().maximum(scores, row, visible));
                float factor = (float) Math.exp(before - maximum);
                float sum = factor * running.get(JAVA_FLOAT_UNALIGNED, state + 4)
                        + kernels.attention().exponentials(scores, row, visible, scale, maximum);
                running.set(JAVA_FLOAT_UNALIGNED, state, maximum);
                running.set(JAVA_FLOAT_UNALIGNED, state + 4, sum);
                if (factor != 1 && chunk > 0) {
                    View added = View.ofRow(sums, 4L * (t + r) * sumsWidth);
                    kernels.elements().scale(added, factor, added, 1, sumsWidth);
                }
            }
            scores.asSlice(row + 4L * visible, 4L * (seen - visible)).fill((byte) 0);
        }
    }

    /// Adds the values of the first `seen` positions of the chunk, or of all of it, where the other probabilities are
    /// zero.
    private void addValues(int t, int block, int seen, @Nullable Split split) {
        int probabilities = rows * width;
        if (split != null) {
            split.kernels.reduceRows(block, CHUNK, View.of(scores, CHUNK), split.probabilities);
        } else {
            MemorySegment.copy(scores, JAVA_FLOAT_UNALIGNED, 0, numbers, probabilities, block * CHUNK);
        }
        for (int c = 0; c < valueWidth; c += panelRows) {
            var to = new View(sums, 4L * t * sumsWidth + 4L * c, 4L * sumsWidth);
            long panel = 4L * c * CHUNK;
            if (split != null) {
                int left = Math.ceilDiv(valueWidth - c, Bf16SplitKernels.MULTIPLE) * Bf16SplitKernels.MULTIPLE;
                MemorySegment w = split.values.asSlice(panel);
                split.kernels.multiply(block, CHUNK, Math.min(panelRows, left), split.probabilities, w, to);
                continue;
            }
            int outputs = Math.min(panelRows, valueWidth - c);
            for (int s = 0; s < seen; s += ADDED_POSITIONS) {
                int count = Math.min(ADDED_POSITIONS, seen - s);
                var w = new View(values, panel + 4L * s * panelRows, 4L * panelRows);
                kernels.linear().tiles(count, outputs, w, new ArrayView(numbers, probabilities + s, CHUNK, block), to);
            }
        }
    }
}
