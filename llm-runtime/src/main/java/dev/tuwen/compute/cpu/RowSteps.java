package dev.tuwen.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.KeyValues;
import dev.tuwen.compute.Op;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.cpu.kernels.HeadLayout;
import dev.tuwen.compute.cpu.kernels.Kernels;
import dev.tuwen.quantization.StoredRows;
import java.lang.foreign.MemorySegment;

/// The steps whose rows do not depend on each other.
final class RowSteps {
    /// Fewer elements than this are not worth another thread.
    private static final long PIECE_ELEMENTS = 16_384;

    private RowSteps() {}

    /// A step whose pieces are ranges of rows.
    interface ByRow extends Step {
        Rows result();

        int threads();

        void row(int t, CpuRun run);

        @Override
        default int pieces(CpuRun run) {
            long useful = Math.ceilDiv((long) result().rows() * result().columns(), PIECE_ELEMENTS);
            return (int) Math.min(Math.min(useful, 4L * threads()), result().rows());
        }

        @Override
        default void piece(int piece, Scratch scratch, CpuRun run) {
            int pieces = pieces(run);
            int rows = result().rows();
            int end = (int) ((piece + 1L) * rows / pieces);
            for (int t = (int) ((long) piece * rows / pieces); t < end; t++) {
                row(t, run);
            }
        }
    }

    /// Checks the parameters of a run before anything is read or written.
    record Check(Program program) implements Step {
        @Override
        public int pieces(CpuRun run) {
            return 1;
        }

        @Override
        public void piece(int piece, Scratch scratch, CpuRun run) {
            for (Op op : program.ops()) {
                switch (op) {
                    case Op.ReadRows read ->
                        within(run, read.buffer(), read.row(), read.result().rows());
                    case Op.WriteRows write ->
                        within(run, write.buffer(), write.row(), write.x().rows());
                    case Op.Rope rope -> atLeastZero(run, rope.position());
                    case Op.Attention attention -> {
                        if (attention.keyValues() instanceof KeyValues.Cached cached) {
                            within(
                                    run,
                                    cached.keys(),
                                    cached.past(),
                                    attention.queries().rows());
                            within(
                                    run,
                                    cached.values(),
                                    cached.past(),
                                    attention.queries().rows());
                        }
                    }
                    case Op.Embed _,
                            Op.RmsNorm _,
                            Op.LayerNorm _,
                            Op.Linear _,
                            Op.LinearAdd _,
                            Op.GatedLinear _,
                            Op.Add _,
                            Op.Scale _,
                            Op.LastRow _ -> {}
                }
            }
        }

        private static int atLeastZero(CpuRun run, Param param) {
            int value = run.param(param);
            if (value < 0) {
                throw new IllegalArgumentException(
                        "parameter '" + param.name() + "' is " + value + ", expected at least 0");
            }
            return value;
        }

        private static void within(CpuRun run, BufferRef ref, Param param, int rows) {
            int row = atLeastZero(run, param);
            int available = run.buffer(ref).rows();
            if (row > available - rows) {
                throw new IllegalArgumentException("parameter '" + param.name() + "' is " + row + ": rows " + row
                        + " to " + ((long) row + rows - 1) + " of buffer '" + ref.name() + "', which has " + available);
            }
        }
    }

    /// [Op.Embed].
    record Embed(Rows result, Rows ids, WeightRef ref, CpuWeightStore.Table table, float scale) implements Step {
        @Override
        public int pieces(CpuRun run) {
            return 1;
        }

        @Override
        public void piece(int piece, Scratch scratch, CpuRun run) {
            int columns = result.columns();
            var row = new float[StoredRows.paddedColumns(table.type(), columns)];
            for (int t = 0; t < result.rows(); t++) {
                int id = ids.memory().get(JAVA_INT_UNALIGNED, ids.at(t));
                if (id < 0 || id >= ref.rows()) {
                    throw new IllegalArgumentException("embed '" + ref.name() + "': token id " + id + " in row " + t
                            + ", expected 0 to " + (ref.rows() - 1));
                }
                StoredRows.decode(table.type(), table.rows(), id * table.type().rowBytes(columns), columns, row, 0);
                for (int c = 0; c < columns; c++) {
                    result.memory().set(JAVA_FLOAT_UNALIGNED, result.at(t, c), scale * row[c]);
                }
            }
        }
    }

    /// [Op.ReadRows].
    record Read(Rows result, BufferRef buffer, Param row) implements Step {
        @Override
        public int pieces(CpuRun run) {
            return 1;
        }

        @Override
        public void piece(int piece, Scratch scratch, CpuRun run) {
            run.buffer(buffer).read(run.param(row), result.rows(), result.memory(), result.offset());
        }
    }

    /// [Op.WriteRows]. One piece for few rows, else one for each head.
    record Write(Rows x, BufferRef buffer, Param row) implements Step {
        @Override
        public int pieces(CpuRun run) {
            HeadLayout layout = run.buffer(buffer).layout();
            boolean few = (long) x.rows() * x.columns() < PIECE_ELEMENTS;
            return few || layout == null ? 1 : x.columns() / layout.width();
        }

        @Override
        public void piece(int piece, Scratch scratch, CpuRun run) {
            CpuBuffer to = run.buffer(buffer);
            HeadLayout layout = to.layout();
            if (layout == null || pieces(run) == 1) {
                to.write(run.param(row), x.rows(), x.memory(), x.offset());
            } else {
                to.writeHead(layout, piece, run.param(row), x.rows(), x.memory(), x.offset());
            }
        }
    }

    /// [Op.RmsNorm].
    record RmsNorm(Kernels kernels, int threads, Rows result, Rows x, MemorySegment gain, float epsilon)
            implements ByRow {
        @Override
        public void row(int t, CpuRun run) {
            kernels.rmsNorm(x.memory(), x.at(t), gain, epsilon, result.memory(), result.at(t), x.columns());
        }
    }

    /// [Op.LayerNorm].
    record LayerNorm(
            Kernels kernels, int threads, Rows result, Rows x, MemorySegment gain, MemorySegment bias, float epsilon)
            implements ByRow {
        @Override
        public void row(int t, CpuRun run) {
            kernels.layerNorm(x.memory(), x.at(t), gain, bias, epsilon, result.memory(), result.at(t), x.columns());
        }
    }

    /// [Op.Add].
    record Add(Kernels kernels, int threads, Rows result, Rows a, Rows b) implements ByRow {
        @Override
        public void row(int t, CpuRun run) {
            long other = b.at(b.rows() == 1 ? 0 : t);
            kernels.add(a.memory(), a.at(t), b.memory(), other, result.memory(), result.at(t), a.columns());
        }
    }

    /// `result = result ⊙ other`.
    record Multiply(Kernels kernels, int threads, Rows result, Rows other) implements ByRow {
        @Override
        public void row(int t, CpuRun run) {
            MemorySegment to = result.memory();
            long at = result.at(t);
            kernels.multiply(to, at, other.memory(), other.at(t), to, at, result.columns());
        }
    }

    /// [Op.Scale].
    record Scale(Kernels kernels, int threads, Rows result, Rows x, float scale) implements ByRow {
        @Override
        public void row(int t, CpuRun run) {
            kernels.scale(x.memory(), x.at(t), scale, result.memory(), result.at(t), x.columns());
        }
    }

    /// [Op.LastRow].
    record LastRow(Rows result, Rows x) implements Step {
        @Override
        public int pieces(CpuRun run) {
            return 1;
        }

        @Override
        public void piece(int piece, Scratch scratch, CpuRun run) {
            MemorySegment.copy(x.memory(), x.at(x.rows() - 1), result.memory(), result.offset(), x.pitch());
        }
    }

    /// Cosines and sines of all rows of a run, shared by every layer: `[T, headWidth]`, cosines first. Angles in double
    /// precision.
    record RopeTable(Key key, MemorySegment memory) implements Step {
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

        @Override
        public int pieces(CpuRun run) {
            return Math.ceilDiv(key.rows, 64);
        }

        @Override
        public void piece(int piece, Scratch scratch, CpuRun run) {
            int half = key.headWidth / 2;
            for (int i = 0; i < half; i++) {
                double frequency = Math.pow(key.base, -2.0 * i / key.headWidth);
                for (int t = piece * 64; t < Math.min(key.rows, piece * 64 + 64); t++) {
                    double angle = ((double) run.param(key.position) + t) * frequency;
                    memory.set(JAVA_FLOAT_UNALIGNED, offset(t) + 4L * i, (float) Math.cos(angle));
                    memory.set(JAVA_FLOAT_UNALIGNED, offset(t) + 4L * (half + i), (float) Math.sin(angle));
                }
            }
        }

        long offset(int t) {
            return 4L * t * key.headWidth;
        }
    }

    /// [Op.Rope].
    record Rope(Kernels kernels, int threads, Rows result, Rows x, int headCount, RopeTable table) implements ByRow {
        @Override
        public void row(int t, CpuRun run) {
            int width = table.key.headWidth;
            for (int head = 0; head < headCount; head++) {
                kernels.rotate(
                        x.memory(),
                        x.at(t, head * width),
                        table.memory,
                        table.offset(t),
                        result.memory(),
                        result.at(t, head * width),
                        width / 2);
            }
        }
    }
}
