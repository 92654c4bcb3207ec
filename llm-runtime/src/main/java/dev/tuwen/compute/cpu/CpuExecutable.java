package dev.tuwen.compute.cpu;

import dev.tuwen.compute.Activation;
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
import dev.tuwen.compute.cpu.kernels.Kernels;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
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
    private final Arena arena;
    private final List<Step> steps = new ArrayList<>();
    private final QuantizedRows.Room room;
    /// What was rounded to eight bits last.
    private @Nullable Quantized quantized;
    /// See [#apart].
    private @Nullable MemorySegment half;
    private @Nullable CpuRun latest;
    private boolean closed;

    private record Quantized(Value x, int @Nullable [] order, QuantizedRows rows) {}

    CpuExecutable(CpuBackend backend, Program program, CpuWeightStore weights, Arena arena) {
        this.backend = backend;
        this.program = program;
        this.weights = weights;
        this.arena = arena;
        this.plan = ActivationPlan.of(program, ALIGNMENT);
        String what = "activations of '" + program.name() + "'";
        this.slab = backend.reserve(arena, plan.byteSize() + PADDING, what);
        this.room = quantizedRoom();
        steps.add(new RowSteps.Check(program));
        var tables = new LinkedHashMap<RopeTable.Key, RopeTable>();
        for (Op op : program.ops()) {
            if (op instanceof Op.Rope rope) {
                tables.computeIfAbsent(key(rope), k -> new RopeTable(k, backend.reserve(arena, k.byteSize(), what)));
            }
        }
        steps.addAll(tables.values());
        addSteps(tables);
    }

    private void addSteps(Map<RopeTable.Key, RopeTable> tables) {
        Kernels kernels = backend.kernels();
        for (Op op : program.ops()) {
            switch (op) {
                case Op.Linear linear -> {
                    var finish = new LinearStep.Finish.Activate(vector(linear.bias()), linear.activation());
                    addProjection(rows(linear.result()), linear.x(), weights.matrix(linear.weight()), finish);
                }
                case Op.LinearAdd linear -> {
                    var finish =
                            new LinearStep.Finish.AddTo(vector(linear.bias()), rows(linear.residual()), linear.scale());
                    addProjection(rows(linear.result()), linear.x(), weights.matrix(linear.weight()), finish);
                }
                case Op.GatedLinear gated -> addGated(gated);
                case Op.Embed embed ->
                    steps.add(new RowSteps.Embed(
                            rows(embed.result()),
                            rows(embed.ids()),
                            embed.table(),
                            weights.table(embed.table()),
                            embed.scale()));
                case Op.ReadRows read -> steps.add(new RowSteps.Read(rows(read.result()), read.buffer(), read.row()));
                case Op.WriteRows write -> steps.add(new RowSteps.Write(rows(write.x()), write.buffer(), write.row()));
                case Op.RmsNorm norm ->
                    steps.add(new RowSteps.RmsNorm(
                            kernels,
                            threads(),
                            rows(norm.result()),
                            rows(norm.x()),
                            weights.vector(norm.gain()),
                            norm.epsilon()));
                case Op.LayerNorm norm ->
                    steps.add(new RowSteps.LayerNorm(
                            kernels,
                            threads(),
                            rows(norm.result()),
                            rows(norm.x()),
                            weights.vector(norm.gain()),
                            weights.vector(norm.bias()),
                            norm.epsilon()));
                case Op.Rope rope -> steps.add(rotation(rope, tables));
                case Op.Attention attention -> steps.add(attention(attention));
                case Op.Add add ->
                    steps.add(new RowSteps.Add(kernels, threads(), rows(add.result()), rows(add.a()), rows(add.b())));
                case Op.Scale scale ->
                    steps.add(new RowSteps.Scale(
                            kernels, threads(), rows(scale.result()), rows(scale.x()), scale.scale()));
                case Op.LastRow last -> steps.add(new RowSteps.LastRow(rows(last.result()), rows(last.x())));
            }
        }
    }

    private void addProjection(Rows result, Value x, PackedMatrix matrix, LinearStep.Finish finish) {
        Kernels kernels = backend.kernels();
        if (matrix.type() == DType.Q4_0) {
            QuantizedRows input = quantized(x, matrix.order());
            add(new QuantizedLinearStep(kernels, result, input, matrix, finish, threads()));
        } else {
            steps.add(new LinearStep(kernels, result, rows(x), matrix, finish));
        }
    }

    /// Gate and other half are multiplied panel by panel, unless they do not take the same activations.
    private void addGated(Op.GatedLinear op) {
        Rows result = rows(op.result());
        PackedMatrix gate = weights.matrix(op.gate());
        PackedMatrix up = weights.matrix(op.up());
        boolean together =
                (gate.type() == DType.Q4_0) == (up.type() == DType.Q4_0) && Arrays.equals(gate.order(), up.order());
        if (together) {
            addProjection(result, op.x(), gate, new LinearStep.Finish.Gate(up, op.activation()));
            return;
        }
        Rows half = new Rows(apart(result), 0, result.rows(), result.columns());
        addProjection(result, op.x(), gate, new LinearStep.Finish.Activate(null, op.activation()));
        addProjection(half, op.x(), up, new LinearStep.Finish.Activate(null, Activation.NONE));
        steps.add(new RowSteps.Multiply(backend.kernels(), threads(), result, half));
    }

    /// Room for the other half of a gated projection that is computed by itself.
    private MemorySegment apart(Rows rows) {
        long size = rows.rows() * rows.pitch() + PADDING;
        if (half == null || half.byteSize() < size) {
            half = backend.reserve(arena, size, "activations of '" + program.name() + "'");
        }
        return half;
    }

    /// The rows of a value in eight bits, with their columns in an order: those made last, or of a step that is added.
    private QuantizedRows quantized(Value x, int @Nullable [] order) {
        Quantized before = quantized;
        if (before != null && before.x().equals(x) && Arrays.equals(before.order(), order)) {
            return before.rows();
        }
        NibbleKernels nibbles = backend.kernels().nibbles();
        var rows = new QuantizedRows(x.rows(), x.columns(), nibbles.tileRows(), room);
        steps.add(new QuantizeStep(nibbles, rows(x), rows, order));
        quantized = new Quantized(x, order, rows);
        return rows;
    }

    /// Room for the rows of one projection at a time: each is quantised just before it is needed.
    private QuantizedRows.Room quantizedRoom() {
        int numbers = 0;
        int rows = 0;
        int tileRows = backend.kernels().nibbles().tileRows();
        for (Op op : program.ops()) {
            if (takesQuantized(op)) {
                Value x = op.operands().getFirst();
                numbers = Math.max(numbers, QuantizedRows.numbers(x.rows(), x.columns(), tileRows));
                rows = Math.max(rows, x.rows());
            }
        }
        return QuantizedRows.Room.of(numbers, rows);
    }

    private boolean takesQuantized(Op op) {
        return matrices(op).anyMatch(this::isNibbles);
    }

    private boolean isNibbles(WeightRef ref) {
        return weights.matrix(ref).type() == DType.Q4_0;
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

    private RowSteps.Rope rotation(Op.Rope rope, Map<RopeTable.Key, RopeTable> tables) {
        RopeTable table = Objects.requireNonNull(tables.get(key(rope)));
        return new RowSteps.Rope(
                backend.kernels(), threads(), rows(rope.result()), rows(rope.x()), rope.headCount(), table);
    }

    private static RopeTable.Key key(Op.Rope rope) {
        return new RopeTable.Key(
                rope.position(), rope.base(), rope.headWidth(), rope.x().rows());
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
                op.causal(),
                mayRound() ? backend.kernels().split() : null);
    }

    /// Whether this program need not have the accuracy of F32: its matrices do not have it either.
    private boolean mayRound() {
        List<DType> types = program.ops().stream()
                .flatMap(CpuExecutable::matrices)
                .map(ref -> weights.matrix(ref).type())
                .toList();
        return !types.isEmpty() && !types.contains(DType.F32);
    }

    private static Stream<WeightRef> matrices(Op op) {
        return switch (op) {
            case Op.Linear linear -> Stream.of(linear.weight());
            case Op.LinearAdd linear -> Stream.of(linear.weight());
            case Op.GatedLinear gated -> Stream.of(gated.gate(), gated.up());
            default -> Stream.empty();
        };
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
