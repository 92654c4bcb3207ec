package dev.tuwen.compute.cpu;

import dev.tuwen.compute.ActivationPlan;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.cpu.kernels.KernelSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What the steps of one program are made from: where its values lie, its weights, and what computes. Made by the
/// executable, in whose arena all memory is.
final class Placement {
    private static final int ALIGNMENT = 64;

    /// Bytes after a value that kernels may read, though nothing there counts: the rest of the widest panel.
    private static final int PADDING = 1024;

    private final CpuBackend backend;
    private final Program program;
    private final CpuWeightStore weights;
    private final Arena arena;
    private final ActivationPlan plan;
    private final MemorySegment slab;

    Placement(CpuBackend backend, Program program, CpuWeightStore weights, Arena arena) {
        this.backend = backend;
        this.program = program;
        this.weights = weights;
        this.arena = arena;
        this.plan = ActivationPlan.of(program, ALIGNMENT);
        this.slab = reserve(plan.byteSize());
    }

    Program program() {
        return program;
    }

    KernelSet kernels() {
        return backend.kernels();
    }

    int threads() {
        return backend.team().size();
    }

    CpuWeightStore weights() {
        return weights;
    }

    /// The elements of a gain or a bias, or null for none.
    @Nullable
    MemorySegment vector(@Nullable WeightRef ref) {
        return ref == null ? null : weights.vector(ref);
    }

    /// Where a value lies.
    Rows rows(Value value) {
        return new Rows(slab, plan.offset(value), value.rows(), value.columns());
    }

    /// More memory for activations, padded as values are.
    MemorySegment reserve(long byteSize) {
        return backend.reserve(arena, byteSize + PADDING, "activations of '" + program.name() + "'");
    }
}
