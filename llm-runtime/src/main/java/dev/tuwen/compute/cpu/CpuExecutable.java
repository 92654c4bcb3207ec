package dev.tuwen.compute.cpu;

import dev.tuwen.compute.ActivationPlan;
import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.KeyValues;
import dev.tuwen.compute.Op;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.cpu.RowSteps.RopeTable;
import dev.tuwen.compute.cpu.kernels.NibbleKernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.QuantizedRows;
import dev.tuwen.compute.spi.Bindings;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.compute.spi.Executable;
import dev.tuwen.compute.spi.Run;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A program as steps over one slab of activations. Made by the backend; closed by its owner.
final class CpuExecutable implements Executable {
    private static final int ALIGNMENT = 64;

    /// Bytes after a value that kernels may read, though nothing there counts: the rest of the widest panel.
    private static final int PADDING = 1024;

    private final CpuBackend backend;
    private final Program program;
    private final CpuWeightStore weights;
    private final ActivationPlan plan;
    private final MemorySegment slab;
    private final List<Step> steps = new ArrayList<>();
    private @Nullable CpuRun latest;
    private boolean closed;

    CpuExecutable(CpuBackend backend, Program program, CpuWeightStore weights, Arena arena) {
        this.backend = backend;
        this.program = program;
        this.weights = weights;
        this.plan = ActivationPlan.of(program, ALIGNMENT);
        String what = "activations of '" + program.name() + "'";
        this.slab = backend.reserve(arena, plan.byteSize() + PADDING, what);
        steps.add(new RowSteps.Check(program));
        var tables = new LinkedHashMap<RopeTable.Key, RopeTable>();
        for (Op op : program.ops()) {
            if (op instanceof Op.Rope rope) {
                var key = new RopeTable.Key(
                        rope.position(), rope.base(), rope.headWidth(), rope.x().rows());
                tables.computeIfAbsent(key, k -> new RopeTable(k, backend.reserve(arena, k.byteSize(), what)));
            }
        }
        steps.addAll(tables.values());
        addSteps(tables);
    }

    private void addSteps(Map<RopeTable.Key, RopeTable> tables) {
        QuantizedRows.Room room = quantizedRoom();
        Value quantized = null;
        QuantizedRows input = null;
        for (Op op : program.ops()) {
            PackedMatrix matrix = nibbleMatrix(op);
            if (matrix == null) {
                steps.add(step(op, tables));
                continue;
            }
            Value x = op.operands().getFirst();
            if (input == null || !x.equals(quantized)) {
                NibbleKernels nibbles = backend.kernels().nibbles();
                quantized = x;
                input = new QuantizedRows(x.rows(), x.columns(), nibbles.tileRows(), room);
                steps.add(new QuantizeStep(nibbles, rows(x), input));
            }
            add(new QuantizedLinearStep(backend.kernels(), result(op), input, matrix, finish(op)));
        }
    }

    /// Room for the rows of one projection at a time: each is quantised just before it is needed.
    private QuantizedRows.Room quantizedRoom() {
        int numbers = 0;
        int rows = 0;
        for (Op op : program.ops()) {
            if (nibbleMatrix(op) != null) {
                Value x = op.operands().getFirst();
                int tileRows = backend.kernels().nibbles().tileRows();
                numbers = Math.max(numbers, QuantizedRows.numbers(x.rows(), x.columns(), tileRows));
                rows = Math.max(rows, x.rows());
            }
        }
        return QuantizedRows.Room.of(numbers, rows);
    }

    /// The first matrix of a projection if it is packed in Q4_0.
    private @Nullable PackedMatrix nibbleMatrix(Op op) {
        WeightRef ref = switch (op) {
            case Op.Linear linear -> linear.weight();
            case Op.LinearAdd linear -> linear.weight();
            case Op.GatedLinear gated -> gated.gate();
            case Op.Embed _,
                    Op.ReadRows _,
                    Op.WriteRows _,
                    Op.RmsNorm _,
                    Op.LayerNorm _,
                    Op.Rope _,
                    Op.Attention _,
                    Op.Add _,
                    Op.Scale _,
                    Op.LastRow _ -> null;
        };
        if (ref == null) {
            return null;
        }
        PackedMatrix matrix = weights.matrix(ref);
        return matrix.type() == DType.Q4_0 ? matrix : null;
    }

    /// Adds a projection; to the step before it, if they have the same input and neither can see what the other writes.
    private void add(QuantizedLinearStep step) {
        Step before = steps.getLast();
        List<QuantizedLinearStep> parts = switch (before) {
            case JoinedStep joined -> joined.parts();
            case QuantizedLinearStep single -> List.of(single);
            default -> List.of();
        };
        boolean joins = !parts.isEmpty();
        for (QuantizedLinearStep part : parts) {
            joins &= part.mayRunBeside(step);
        }
        if (joins) {
            var all = new ArrayList<>(parts);
            all.add(step);
            steps.set(steps.size() - 1, new JoinedStep(List.copyOf(all)));
        } else {
            steps.add(step);
        }
    }

    private LinearStep.Finish finish(Op op) {
        return switch (op) {
            case Op.Linear linear -> new LinearStep.Finish.Activate(vector(linear.bias()), linear.activation());
            case Op.LinearAdd linear ->
                new LinearStep.Finish.AddTo(vector(linear.bias()), rows(linear.residual()), linear.scale());
            case Op.GatedLinear gated -> new LinearStep.Finish.Gate(weights.matrix(gated.up()), gated.activation());
            case Op.Embed _,
                    Op.ReadRows _,
                    Op.WriteRows _,
                    Op.RmsNorm _,
                    Op.LayerNorm _,
                    Op.Rope _,
                    Op.Attention _,
                    Op.Add _,
                    Op.Scale _,
                    Op.LastRow _ -> throw new IllegalArgumentException(op + " is no projection");
        };
    }

    private Rows result(Op op) {
        return rows(java.util.Objects.requireNonNull(op.result()));
    }

    private Step step(Op op, Map<RopeTable.Key, RopeTable> tables) {
        var kernels = backend.kernels();
        return switch (op) {
            case Op.Embed embed ->
                new RowSteps.Embed(
                        rows(embed.result()),
                        rows(embed.ids()),
                        embed.table(),
                        weights.table(embed.table()),
                        embed.scale());
            case Op.ReadRows read -> new RowSteps.Read(rows(read.result()), read.buffer(), read.row());
            case Op.WriteRows write -> new RowSteps.Write(rows(write.x()), write.buffer(), write.row());
            case Op.RmsNorm norm ->
                new RowSteps.RmsNorm(
                        kernels,
                        threads(),
                        rows(norm.result()),
                        rows(norm.x()),
                        weights.vector(norm.gain()),
                        norm.epsilon());
            case Op.LayerNorm norm ->
                new RowSteps.LayerNorm(
                        kernels,
                        threads(),
                        rows(norm.result()),
                        rows(norm.x()),
                        weights.vector(norm.gain()),
                        weights.vector(norm.bias()),
                        norm.epsilon());
            case Op.Linear linear ->
                new LinearStep(
                        kernels, rows(linear.result()), rows(linear.x()), weights.matrix(linear.weight()), finish(op));
            case Op.LinearAdd linear ->
                new LinearStep(
                        kernels, rows(linear.result()), rows(linear.x()), weights.matrix(linear.weight()), finish(op));
            case Op.GatedLinear gated ->
                new LinearStep(
                        kernels, rows(gated.result()), rows(gated.x()), weights.matrix(gated.gate()), finish(op));
            case Op.Rope rope -> {
                var key = new RopeTable.Key(
                        rope.position(), rope.base(), rope.headWidth(), rope.x().rows());
                RopeTable table = tables.get(key);
                if (table == null) {
                    throw new IllegalStateException("no table for " + rope);
                }
                yield new RowSteps.Rope(
                        kernels, threads(), rows(rope.result()), rows(rope.x()), rope.headCount(), table);
            }
            case Op.Attention attention -> attention(attention);
            case Op.Add add -> new RowSteps.Add(kernels, threads(), rows(add.result()), rows(add.a()), rows(add.b()));
            case Op.Scale scale ->
                new RowSteps.Scale(kernels, threads(), rows(scale.result()), rows(scale.x()), scale.scale());
            case Op.LastRow last -> new RowSteps.LastRow(rows(last.result()), rows(last.x()));
        };
    }

    private AttentionStep attention(Op.Attention op) {
        AttentionStep.Source source = switch (op.keyValues()) {
            case KeyValues.Inline(Value keys, Value values) ->
                new AttentionStep.Source.Inline(rows(keys), rows(values));
            case KeyValues.Cached(BufferRef keys, BufferRef values, Param past) ->
                new AttentionStep.Source.Cached(keys, values, past);
        };
        return new AttentionStep(
                backend.kernels(),
                threads(),
                rows(op.result()),
                rows(op.queries()),
                source,
                op.heads(),
                op.scale(),
                op.causal());
    }

    private @Nullable MemorySegment vector(@Nullable WeightRef ref) {
        return ref == null ? null : weights.vector(ref);
    }

    private Rows rows(Value value) {
        return new Rows(slab, plan.offset(value), value.rows(), value.columns());
    }

    private int threads() {
        return backend.team().size();
    }

    List<Step> steps() {
        return steps;
    }

    @Override
    public Program program() {
        return program;
    }

    @Override
    public Run submit(Bindings bindings) {
        if (closed) {
            throw new IllegalStateException("executable '" + program.name() + "' is closed");
        }
        CpuRun before = latest;
        if (before != null) {
            if (!before.isDone()) {
                throw new IllegalStateException("a run of '" + program.name() + "' has not ended");
            }
            before.collect(false);
        }
        checkBound(bindings);
        for (Value input : program.inputs()) {
            MemorySegment from = required(bindings.input(input), "input " + input);
            MemorySegment.copy(from, 0, slab, plan.offset(input), input.byteSize());
        }
        var run = new CpuRun(this, bindings);
        latest = run;
        backend.team().submit(run);
        return run;
    }

    private void checkBound(Bindings bindings) {
        for (Value input : program.inputs()) {
            required(bindings.input(input), "input " + input);
        }
        for (BufferRef ref : program.buffers()) {
            Buffer buffer = required(bindings.buffer(ref), "buffer '" + ref.name() + "'");
            if (!(buffer instanceof CpuBuffer own) || !own.isOf(backend)) {
                throw new IllegalArgumentException(
                        "program '" + program.name() + "': buffer '" + ref.name() + "' is bound to another backend's");
            }
        }
        for (Param param : program.params()) {
            required(bindings.param(param), "parameter '" + param.name() + "'");
        }
    }

    private <T> T required(@Nullable T bound, String what) {
        if (bound == null) {
            throw new IllegalArgumentException("program '" + program.name() + "': " + what + " is not bound");
        }
        return bound;
    }

    /// Whether the thread that asks may write all bound outputs.
    boolean reachesOutputs(Bindings bindings) {
        for (Value output : program.outputs()) {
            MemorySegment to = bindings.output(output);
            if (to != null && !to.isAccessibleBy(Thread.currentThread())) {
                return false;
            }
        }
        return true;
    }

    void copyOutputs(Bindings bindings) {
        for (Value output : program.outputs()) {
            MemorySegment to = bindings.output(output);
            if (to != null) {
                MemorySegment.copy(slab, plan.offset(output), to, 0, output.byteSize());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        CpuRun running = latest;
        if (running != null) {
            running.cancel();
            running.awaitEnd();
        }
        backend.release(this);
    }
}
