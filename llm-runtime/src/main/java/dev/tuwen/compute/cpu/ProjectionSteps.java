package dev.tuwen.compute.cpu;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.Op;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.QuantizedLinearKernels;
import dev.tuwen.compute.cpu.kernels.QuantizedRows;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Adds the steps of a program's projections: rows are rounded to eight bits once for all that read them, and
/// projections that do not depend on each other become one step. Made by the executable.
final class ProjectionSteps {
    private final Placement placement;
    private final List<Step> steps;
    private final QuantizedRows.Workspace workspace;
    /// What was rounded to eight bits last.
    private @Nullable Quantized quantized;
    /// See [#upMemory].
    private @Nullable MemorySegment upMemory;

    private record Quantized(Value x, int @Nullable [] permutation, QuantizedRows rows) {}

    /// @param steps of the program so far; more are added
    ProjectionSteps(Placement placement, List<Step> steps) {
        this.placement = placement;
        this.steps = steps;
        this.workspace = workspace();
    }

    /// Adds what a projection takes.
    void add(Op.Projection op) {
        switch (op) {
            case Op.Linear linear -> {
                var finish = new Finish.Activate(placement.vector(linear.bias()), linear.activation());
                add(linear, matrix(linear.weight()), finish);
            }
            case Op.LinearAdd linear -> {
                var finish = new Finish.AddTo(
                        placement.vector(linear.bias()), placement.rows(linear.residual()), linear.scale());
                add(linear, matrix(linear.weight()), finish);
            }
            case Op.GatedLinear gated -> addGated(gated);
        }
    }

    private PackedMatrix matrix(WeightRef ref) {
        return placement.weights().matrix(ref);
    }

    private void add(Op.Projection op, PackedMatrix matrix, Finish finish) {
        add(placement.rows(op.result()), op.x(), matrix, finish);
    }

    private void add(Rows result, Value x, PackedMatrix matrix, Finish finish) {
        if (matrix.type() == DType.Q4_0) {
            QuantizedRows input = quantized(x, matrix.permutation());
            join(new QuantizedLinearStep(placement.kernels(), result, input, matrix, finish, placement.threads()));
        } else {
            steps.add(new LinearStep(placement.kernels(), result, placement.rows(x), matrix, finish));
        }
    }

    /// Both projections are multiplied panel by panel, unless they do not take the same activations.
    private void addGated(Op.GatedLinear op) {
        Rows result = placement.rows(op.result());
        PackedMatrix gate = matrix(op.gate());
        PackedMatrix up = matrix(op.up());
        boolean together = (gate.type() == DType.Q4_0) == (up.type() == DType.Q4_0)
                && Arrays.equals(gate.permutation(), up.permutation());
        if (together) {
            add(result, op.x(), gate, new Finish.Gate(up, op.activation()));
            return;
        }
        Rows other = new Rows(upMemory(result), 0, result.rows(), result.columns());
        add(result, op.x(), gate, new Finish.Activate(null, op.activation()));
        add(other, op.x(), up, new Finish.Activate(null, Activation.NONE));
        steps.add(new RowSteps.Multiply(placement.kernels().elements(), placement.threads(), result, other));
    }

    /// Where the second projection of a gated one is put that is computed by itself.
    private MemorySegment upMemory(Rows rows) {
        long size = rows.rows() * rows.pitch();
        if (upMemory == null || upMemory.byteSize() < size) {
            upMemory = placement.reserve(size);
        }
        return upMemory;
    }

    /// The rows of a value in eight bits, with their columns permuted: those made last, or of a step that is added.
    private QuantizedRows quantized(Value x, int @Nullable [] permutation) {
        Quantized before = quantized;
        if (before != null && before.x().equals(x) && Arrays.equals(before.permutation(), permutation)) {
            return before.rows();
        }
        QuantizedLinearKernels kernels = placement.kernels().quantized();
        var rows = new QuantizedRows(x.rows(), x.columns(), kernels.tileRows(), workspace);
        steps.add(new QuantizeStep(kernels, placement.rows(x), rows, permutation));
        quantized = new Quantized(x, permutation, rows);
        return rows;
    }

    /// For the rows of one projection at a time: each is quantised just before it is needed.
    private QuantizedRows.Workspace workspace() {
        int numbers = 0;
        int rows = 0;
        int tileRows = placement.kernels().quantized().tileRows();
        for (Op op : placement.program().ops()) {
            if (op instanceof Op.Projection projection && types(op).contains(DType.Q4_0)) {
                Value x = projection.x();
                numbers = Math.max(numbers, QuantizedRows.numbers(x.rows(), x.columns(), tileRows));
                rows = Math.max(rows, x.rows());
            }
        }
        return QuantizedRows.Workspace.of(numbers, rows);
    }

    /// What the matrices of an operation are packed in.
    private List<DType> types(Op op) {
        return op.weights().stream()
                .filter(ref -> ref.role() == WeightRef.Role.MATRIX)
                .map(ref -> matrix(ref).type())
                .toList();
    }

    /// Whether the program need not have the accuracy of F32: its matrices do not have it either.
    boolean mayRound() {
        List<DType> types = placement.program().ops().stream()
                .map(this::types)
                .flatMap(List::stream)
                .toList();
        return !types.isEmpty() && !types.contains(DType.F32);
    }

    /// Adds a projection; to the step before it, if they have the same input and neither can see what the other writes.
    private void join(QuantizedLinearStep step) {
        List<QuantizedLinearStep> parts = switch (steps.getLast()) {
            case JoinedStep joined -> joined.parts();
            case QuantizedLinearStep single -> List.of(single);
            default -> List.of();
        };
        if (parts.isEmpty() || !parts.stream().allMatch(part -> part.mayRunBeside(step))) {
            steps.add(step);
            return;
        }
        var all = new ArrayList<>(parts);
        all.add(step);
        steps.set(steps.size() - 1, new JoinedStep(List.copyOf(all)));
    }
}
