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
/// Many rows: the keys of the head are packed like a matrix of `S` outputs and the values like one of `S` inputs, so
/// that both products are tiles. Few rows: each position is read once, where it lies.
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
    /// Query rows from which packing pays.
    private static final int PACKED_ROWS = 8;

    /// Query rows whose scores are held at once, a multiple of [Kernels#TILE_ROWS].
    private static final int BLOCK_ROWS = 24;

    /// Query rows for which packing keys and values again for another piece costs little.
    private static final int PIECE_ROWS = 96;

    /// Positions whose halves are widened at once.
    private static final int CHUNK = 64;

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
        int head = piece / parts;
        int rows = queries.rows();
        int first = (int) ((long) (piece % parts) * rows / parts);
        int end = (int) ((piece % parts + 1L) * rows / parts);
        Sides sides = sides(run);
        if (end - first < PACKED_ROWS) {
            for (int t = first; t < end && !run.cancelled(); t++) {
                attendRow(t, head, sides, scratch);
            }
        } else {
            attendPacked(first, end, head, sides, scratch, run);
        }
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

    private void attendRow(int t, int head, Sides sides, Scratch scratch) {
        int width = heads.width();
        int visible = visible(t, sides);
        int column = keyColumn(head);
        MemorySegment shares = scratch.reserve(Scratch.Purpose.SCORES, 4L * visible);
        long query = queries.at(t, head * width);
        for (int s = 0; s < visible; s += CHUNK) {
            int count = Math.min(CHUNK, visible - s);
            Side keys = f32(sides.keys, s, count, column, scratch, Scratch.Purpose.KEYS);
            kernels.scores(queries.memory(), query, keys.memory, keys.offset, keys.pitch, count, width, shares, 4L * s);
        }
        kernels.softmax(shares, 0, visible, scale);
        long to = result.at(t, head * width);
        result.memory().asSlice(to, 4L * width).fill((byte) 0);
        for (int s = 0; s < visible; s += CHUNK) {
            int count = Math.min(CHUNK, visible - s);
            Side values = f32(sides.values, s, count, column, scratch, Scratch.Purpose.VALUES);
            kernels.mix(shares, 4L * s, values.memory, values.offset, values.pitch, count, width, result.memory(), to);
        }
    }

    /// Some positions of a head in F32: where they lie, or widened.
    private Side f32(Side side, int first, int count, int column, Scratch scratch, Scratch.Purpose purpose) {
        if (side.type == DType.F32) {
            return new Side(side.memory, side.at(first, column), side.pitch, DType.F32);
        }
        int width = heads.width();
        MemorySegment widened = scratch.reserve(purpose, 4L * CHUNK * width);
        for (int s = 0; s < count; s++) {
            kernels.widenHalves(side.memory, side.at(first + s, column), widened, 4L * s * width, width);
        }
        return new Side(widened, 0, 4L * width, DType.F32);
    }

    private void attendPacked(int first, int end, int head, Sides sides, Scratch scratch, CpuRun run) {
        int width = heads.width();
        int panelRows = kernels.panelRows();
        int positions = visible(end - 1, sides);
        int panels = Math.ceilDiv(positions, panelRows);
        int column = keyColumn(head);
        MemorySegment keys = packKeys(sides.keys, positions, column, scratch);
        MemorySegment values = packValues(sides.values, positions, column, scratch);
        int padded = panels * panelRows;
        long scoresPitch = 4L * padded;
        MemorySegment scores = scratch.reserve(Scratch.Purpose.SCORES, BLOCK_ROWS * scoresPitch);
        for (int t = first; t < end && !run.cancelled(); t += BLOCK_ROWS) {
            int rows = Math.min(BLOCK_ROWS, end - t);
            int seen = visible(t + rows - 1, sides);
            scores.asSlice(0, BLOCK_ROWS * scoresPitch).fill((byte) 0);
            for (int panel = 0; panel * panelRows < seen; panel++) {
                for (int r = 0; r < rows; r += Kernels.TILE_ROWS) {
                    kernels.tile(
                            Math.min(Kernels.TILE_ROWS, rows - r),
                            width,
                            keys,
                            4L * panel * panelRows * width,
                            queries.memory(),
                            queries.at(t + r, head * width),
                            queries.pitch(),
                            scores,
                            r * scoresPitch + 4L * panel * panelRows,
                            scoresPitch);
                }
            }
            for (int r = 0; r < rows; r++) {
                int shown = visible(t + r, sides);
                kernels.softmax(scores, r * scoresPitch, shown, scale);
                scores.asSlice(r * scoresPitch + 4L * shown, 4L * (seen - shown))
                        .fill((byte) 0);
            }
            mixPacked(t, rows, seen, positions, head, scores, scoresPitch, values, scratch);
        }
    }

    private void mixPacked(
            int t,
            int rows,
            int seen,
            int positions,
            int head,
            MemorySegment scores,
            long scoresPitch,
            MemorySegment values,
            Scratch scratch) {
        int width = heads.width();
        int panelRows = kernels.panelRows();
        long sumsPitch = 4L * panelRows;
        MemorySegment sums = scratch.reserve(Scratch.Purpose.SUMS, Kernels.TILE_ROWS * sumsPitch);
        for (int panel = 0; panel * panelRows < width; panel++) {
            long valid = 4L * Math.min(panelRows, width - panel * panelRows);
            for (int r = 0; r < rows; r += Kernels.TILE_ROWS) {
                int tileRows = Math.min(Kernels.TILE_ROWS, rows - r);
                sums.asSlice(0, Kernels.TILE_ROWS * sumsPitch).fill((byte) 0);
                kernels.tile(
                        tileRows,
                        seen,
                        values,
                        sumsPitch * panel * positions,
                        scores,
                        r * scoresPitch,
                        scoresPitch,
                        sums,
                        0,
                        sumsPitch);
                for (int i = 0; i < tileRows; i++) {
                    long to = result.at(t + r + i, head * width + panel * panelRows);
                    MemorySegment.copy(sums, i * sumsPitch, result.memory(), to, valid);
                }
            }
        }
    }

    /// The keys of a head as panels of positions: `[panels, width, P]`. What lies beyond the last position is
    /// undefined, and so are the scores there.
    private MemorySegment packKeys(Side side, int positions, int column, Scratch scratch) {
        int width = heads.width();
        int panelRows = kernels.panelRows();
        int panels = Math.ceilDiv(positions, panelRows);
        MemorySegment packed = scratch.reserve(Scratch.Purpose.KEYS, 4L * panels * panelRows * width);
        MemorySegment row = scratch.reserve(Scratch.Purpose.ROW, 4L * width);
        for (int s = 0; s < positions; s++) {
            MemorySegment from = side.memory;
            long offset = side.at(s, column);
            if (side.type != DType.F32) {
                kernels.widenHalves(from, offset, row, 0, width);
                from = row;
                offset = 0;
            }
            long to = 4L * ((long) s / panelRows * panelRows * width + s % panelRows);
            for (int c = 0; c < width; c++) {
                packed.set(
                        JAVA_FLOAT_UNALIGNED, to + 4L * c * panelRows, from.get(JAVA_FLOAT_UNALIGNED, offset + 4L * c));
            }
        }
        return packed;
    }

    /// The values of a head as panels of columns: `[panels, S, P]`, padded with zeros.
    private MemorySegment packValues(Side side, int positions, int column, Scratch scratch) {
        int width = heads.width();
        int panelRows = kernels.panelRows();
        int panels = Math.ceilDiv(width, panelRows);
        MemorySegment packed = scratch.reserve(Scratch.Purpose.VALUES, 4L * panels * panelRows * positions);
        MemorySegment row = scratch.reserve(Scratch.Purpose.ROW, 4L * panels * panelRows);
        row.fill((byte) 0);
        for (int s = 0; s < positions; s++) {
            if (side.type == DType.F32) {
                MemorySegment.copy(side.memory, side.at(s, column), row, 0, 4L * width);
            } else {
                kernels.widenHalves(side.memory, side.at(s, column), row, 0, width);
            }
            for (int panel = 0; panel < panels; panel++) {
                long to = 4L * panelRows * ((long) panel * positions + s);
                MemorySegment.copy(row, 4L * panel * panelRows, packed, to, 4L * panelRows);
            }
        }
        return packed;
    }
}
