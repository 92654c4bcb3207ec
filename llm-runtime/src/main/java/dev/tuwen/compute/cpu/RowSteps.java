package dev.tuwen.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.Op;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.cpu.kernels.ElementKernels;
import dev.tuwen.compute.cpu.kernels.HeadLayout;
import dev.tuwen.compute.cpu.kernels.View;
import dev.tuwen.quantization.StoredRows;
import java.lang.foreign.MemorySegment;

/// The steps whose rows do not depend on each other.
final class RowSteps {
    /// Fewer elements than this are not worth another thread.
    private static final long CHUNK_ELEMENTS = 16_384;

    private RowSteps() {}

    /// The step of an operation.
    static Step of(Op.RowWise op, Placement placement, RopeTable.Tables tables) {
        ElementKernels kernels = placement.kernels().elements();
        int threads = placement.threads();
        return switch (op) {
            case Op.Embed(Value result, Value ids, WeightRef table, float scale) -> {
                CpuWeightStore.Table stored = placement.weights().table(table);
                yield new Embed(placement.rows(result), placement.rows(ids), table, stored, scale);
            }
            case Op.ReadRows(Value result, BufferRef buffer, Param row) ->
                new Read(placement.rows(result), buffer, row);
            case Op.WriteRows(Value x, BufferRef buffer, Param row) -> new Write(placement.rows(x), buffer, row);
            case Op.RmsNorm(Value result, Value x, WeightRef gain, float epsilon) -> {
                MemorySegment gains = placement.weights().vector(gain);
                yield new RmsNorm(kernels, threads, placement.rows(result), placement.rows(x), gains, epsilon);
            }
            case Op.LayerNorm(Value result, Value x, WeightRef gain, WeightRef bias, float epsilon) -> {
                MemorySegment gains = placement.weights().vector(gain);
                MemorySegment biases = placement.weights().vector(bias);
                yield new LayerNorm(
                        kernels, threads, placement.rows(result), placement.rows(x), gains, biases, epsilon);
            }
            case Op.Rope rope ->
                new Rope(
                        kernels,
                        threads,
                        placement.rows(rope.result()),
                        placement.rows(rope.x()),
                        rope.headCount(),
                        tables.of(rope));
            case Op.Add(Value result, Value a, Value b) ->
                new Add(kernels, threads, placement.rows(result), placement.rows(a), placement.rows(b));
            case Op.Scale(Value result, Value x, float scale) ->
                new Scale(kernels, threads, placement.rows(result), placement.rows(x), scale);
            case Op.LastRow(Value result, Value x) -> new LastRow(placement.rows(result), placement.rows(x));
        };
    }

    /// A step whose chunks are ranges of rows.
    interface ByRow extends Step {
        Rows result();

        int threads();

        /// Does some rows.
        void rows(int first, int count);

        @Override
        default int chunks(CpuRun run) {
            long useful = Math.ceilDiv((long) result().rows() * result().columns(), CHUNK_ELEMENTS);
            return (int) Math.min(Math.min(useful, 4L * threads()), result().rows());
        }

        @Override
        default void chunk(int chunk, Scratch scratch, CpuRun run) {
            int chunks = chunks(run);
            int rows = result().rows();
            int first = (int) ((long) chunk * rows / chunks);
            rows(first, (int) ((chunk + 1L) * rows / chunks) - first);
        }
    }

    /// [Op.Embed].
    record Embed(Rows result, Rows ids, WeightRef ref, CpuWeightStore.Table table, float scale) implements Step {
        @Override
        public int chunks(CpuRun run) {
            return 1;
        }

        @Override
        public void chunk(int chunk, Scratch scratch, CpuRun run) {
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
        public int chunks(CpuRun run) {
            return 1;
        }

        @Override
        public void chunk(int chunk, Scratch scratch, CpuRun run) {
            run.buffer(buffer).read(run.param(row), result.rows(), result.memory(), result.offset());
        }
    }

    /// [Op.WriteRows]. One chunk for few rows, else one for each head.
    record Write(Rows x, BufferRef buffer, Param row) implements Step {
        @Override
        public int chunks(CpuRun run) {
            HeadLayout layout = run.buffer(buffer).layout();
            boolean few = (long) x.rows() * x.columns() < CHUNK_ELEMENTS;
            return few || layout == null ? 1 : x.columns() / layout.width();
        }

        @Override
        public void chunk(int chunk, Scratch scratch, CpuRun run) {
            CpuBuffer to = run.buffer(buffer);
            HeadLayout layout = to.layout();
            if (layout == null || chunks(run) == 1) {
                to.write(run.param(row), x.rows(), x.memory(), x.offset());
            } else {
                to.writeHead(layout, chunk, run.param(row), x.rows(), x.memory(), x.offset());
            }
        }
    }

    /// [Op.RmsNorm].
    record RmsNorm(ElementKernels kernels, int threads, Rows result, Rows x, MemorySegment gain, float epsilon)
            implements ByRow {
        @Override
        public void rows(int first, int count) {
            kernels.rmsNorm(x.view(first), gain, epsilon, result.view(first), count, x.columns());
        }
    }

    /// [Op.LayerNorm].
    record LayerNorm(
            ElementKernels kernels,
            int threads,
            Rows result,
            Rows x,
            MemorySegment gain,
            MemorySegment bias,
            float epsilon)
            implements ByRow {
        @Override
        public void rows(int first, int count) {
            kernels.layerNorm(x.view(first), gain, bias, epsilon, result.view(first), count, x.columns());
        }
    }

    /// [Op.Add].
    record Add(ElementKernels kernels, int threads, Rows result, Rows a, Rows b) implements ByRow {
        @Override
        public void rows(int first, int count) {
            View other = b.rows() < a.rows() ? View.ofRow(b.memory(), b.offset()) : b.view(first);
            kernels.add(a.view(first), other, result.view(first), count, a.columns());
        }
    }

    /// `result = result ⊙ other`.
    record Multiply(ElementKernels kernels, int threads, Rows result, Rows other) implements ByRow {
        @Override
        public void rows(int first, int count) {
            View to = result.view(first);
            kernels.multiply(to, other.view(first), to, count, result.columns());
        }
    }

    /// [Op.Scale].
    record Scale(ElementKernels kernels, int threads, Rows result, Rows x, float scale) implements ByRow {
        @Override
        public void rows(int first, int count) {
            kernels.scale(x.view(first), scale, result.view(first), count, x.columns());
        }
    }

    /// [Op.Rope].
    record Rope(ElementKernels kernels, int threads, Rows result, Rows x, int headCount, RopeTable table)
            implements ByRow {
        @Override
        public void rows(int first, int count) {
            int width = table.key().headWidth();
            for (int t = first; t < first + count; t++) {
                View from = new View(x.memory(), x.at(t), 4L * width);
                View to = new View(result.memory(), result.at(t), 4L * width);
                kernels.rotate(from, View.ofRow(table.memory(), table.offset(t)), to, headCount, width / 2);
            }
        }
    }

    /// [Op.LastRow].
    record LastRow(Rows result, Rows x) implements Step {
        @Override
        public int chunks(CpuRun run) {
            return 1;
        }

        @Override
        public void chunk(int chunk, Scratch scratch, CpuRun run) {
            MemorySegment.copy(x.memory(), x.at(x.rows() - 1), result.memory(), result.offset(), x.pitch());
        }
    }
}
