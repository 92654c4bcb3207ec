package dev.tuwen.compute.cpu;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.Op;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.spi.Bindings;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.compute.spi.Executable;
import dev.tuwen.compute.spi.Run;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program as steps over one slab of activations. Made by the backend; closed by its owner.
final class CpuExecutable implements Executable {
    private final CpuBackend backend;
    private final Program program;
    private final Placement placement;
    private final List<Step> steps = new ArrayList<>();
    /// What must be bound, asked of the program once: a run is too short to ask each operation.
    private final List<BufferRef> buffers;

    private final List<Param> params;
    private @Nullable CpuRun latest;
    private boolean closed;

    CpuExecutable(CpuBackend backend, Program program, CpuWeightStore weights, Arena arena) {
        this.backend = backend;
        this.program = program;
        this.placement = new Placement(backend, program, weights, arena);
        this.buffers = List.copyOf(program.buffers());
        this.params = List.copyOf(program.params());
        steps.add(ParameterCheck.of(program));
        var tables = new RopeTable.Tables(placement);
        var projections = new ProjectionSteps(placement, steps);
        for (Op op : program.ops()) {
            switch (op) {
                case Op.Projection projection -> projections.add(projection);
                case Op.Attention attention ->
                    steps.add(AttentionStep.of(attention, placement, projections.mayRound()));
                case Op.RowWise rows -> steps.add(RowSteps.of(rows, placement, tables));
            }
        }
        steps.addAll(1, tables.steps());
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
            Rows to = placement.rows(input);
            MemorySegment.copy(from, 0, to.memory(), to.offset(), input.byteSize());
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
        for (BufferRef ref : buffers) {
            Buffer buffer = required(bindings.buffer(ref), "buffer '" + ref.name() + "'");
            if (!(buffer instanceof CpuBuffer own) || !own.isOf(backend)) {
                throw new IllegalArgumentException(
                        "program '" + program.name() + "': buffer '" + ref.name() + "' is bound to another backend's");
            }
        }
        for (Param param : params) {
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
                Rows from = placement.rows(output);
                MemorySegment.copy(from.memory(), from.offset(), to, 0, output.byteSize());
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
