package dev.tuwen.compute.cpu;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.Heads;
import dev.tuwen.compute.KeyValues;
import dev.tuwen.compute.Op;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.cpu.kernels.AttentionKernels;
import dev.tuwen.compute.cpu.kernels.Bf16SplitKernels;
import dev.tuwen.compute.cpu.kernels.HeadSlab;
import dev.tuwen.compute.cpu.kernels.KernelSet;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Attention. A chunk is one query head and a range of query rows: few of them read cached positions where they lie,
/// many go [in tiles][TiledAttention].
///
/// @param kernels the arithmetic
/// @param threads workers that share the chunks
/// @param result `[T, heads.queryColumns]`
/// @param queries `[T, heads.queryColumns]`
/// @param source where keys and values are
/// @param op how columns split, the scale of the scores, and whether later positions are hidden
/// @param split for products of many rows that need not have the accuracy of F32; null for those that do
record AttentionStep(
        KernelSet kernels,
        int threads,
        Rows result,
        Rows queries,
        Source source,
        Op.Attention op,
        @Nullable Bf16SplitKernels split)
        implements Step {
    /// Fewer query rows than this read cached positions where they lie.
    private static final int FEW_ROWS = 6;

    /// Query rows for which packing keys and values again for another chunk costs little.
    private static final int CHUNK_ROWS = 96;

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

    /// One query head of a run, with the keys and values it attends to.
    ///
    /// @param head number of the query head
    /// @param positions number of positions
    /// @param past positions before the first query row
    record Head(int head, HeadSource keys, HeadSource values, int positions, int past) {}

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
                op,
                mayRound ? placement.kernels().bf16Split() : null);
    }

    @Override
    public int chunks(CpuRun run) {
        return heads().queries() * parts();
    }

    private int parts() {
        int wanted = Math.ceilDiv(2 * threads, heads().queries());
        return Math.clamp(queries.rows() / CHUNK_ROWS, 1, wanted);
    }

    Heads heads() {
        return op.heads();
    }

    @Override
    public void chunk(int chunk, Scratch scratch, CpuRun run) {
        int parts = parts();
        int rows = queries.rows();
        int first = (int) ((long) (chunk % parts) * rows / parts);
        int end = (int) ((chunk % parts + 1L) * rows / parts);
        Head head = head(chunk / parts, run);
        if (end - first < FEW_ROWS
                && head.keys instanceof HeadSource.Cached(HeadSlab keys)
                && head.values instanceof HeadSource.Cached(HeadSlab values)) {
            for (int t = first; t < end && !run.cancelled(); t++) {
                attend(t, head, keys, values, scratch);
            }
        } else {
            new TiledAttention(this, head, first, end - first, scratch).attend(run);
        }
    }

    private Head head(int head, CpuRun run) {
        int keyHead = head / (heads().queries() / heads().keyValues());
        return switch (source) {
            case Source.Inline(Rows keys, Rows values) -> {
                int width = heads().width();
                int column = keyHead * width;
                yield new Head(
                        head,
                        new HeadSource.Inline(keys, column, width),
                        new HeadSource.Inline(values, column, width),
                        keys.rows(),
                        0);
            }
            case Source.Cached(BufferRef keys, BufferRef values, Param past) -> {
                int before = run.param(past);
                yield new Head(
                        head,
                        HeadSource.of(run.buffer(keys), keyHead),
                        HeadSource.of(run.buffer(values), keyHead),
                        before + queries.rows(),
                        before);
            }
        };
    }

    /// Positions that a query row sees.
    int visible(int t, Head head) {
        return op.causal() ? head.past + t + 1 : head.positions;
    }

    /// One row over slabs where they lie: scores of all positions, softmax, values.
    private void attend(int t, Head head, HeadSlab keys, HeadSlab values, Scratch scratch) {
        AttentionKernels attention = kernels.attention();
        int width = heads().width();
        int visible = visible(t, head);
        int keyWidth = keys.layout().paddedWidth();
        int valueWidth = values.layout().paddedWidth();
        int lanes = kernels.linear().lanes();
        MemorySegment query = scratch.reserve(Scratch.Purpose.ROW, 4L * keyWidth);
        MemorySegment scores = scratch.reserve(Scratch.Purpose.SCORES, 4L * Math.ceilDiv(visible, lanes) * lanes);
        MemorySegment sums = scratch.reserve(Scratch.Purpose.SUMS, 4L * valueWidth);
        long bytes = Math.max(
                AttentionKernels.workspaceBytes(keys.layout()), AttentionKernels.workspaceBytes(values.layout()));
        MemorySegment workspace = scratch.reserve(Scratch.Purpose.WIDENED, bytes);
        MemorySegment.copy(queries.memory(), queries.at(t, head.head * width), query, 0, 4L * width);
        query.asSlice(4L * width, 4L * (keyWidth - width)).fill((byte) 0);
        attention.scores(keys, query, visible, scores, workspace);
        attention.softmax(scores, 0, visible, op.scale());
        sums.asSlice(0, 4L * valueWidth).fill((byte) 0);
        attention.addValues(values, scores, visible, sums, workspace);
        MemorySegment.copy(sums, 0, result.memory(), result.at(t, head.head * width), 4L * width);
    }
}
