package dev.tuwen.testkit;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.Bindings;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.compute.spi.Executable;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.Run;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.compute.spi.WeightStore;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// The [ReferenceInterpreter] behind the contract of a backend, so that whole models run on it. Not found through the
/// service loader: tests make it themselves. Everything lives on the heap; a run is computed while `submit` is called.
///
/// Matrices are rounded to the type asked for and then widened, so that a device that computes with packed weights is
/// compared with the same numbers.
public final class ReferenceBackend implements Backend {
    /// Opens it.
    public ReferenceBackend() {}

    @Override
    public Device device() {
        return new Device(
                "reference",
                0,
                "reference interpreter",
                1,
                Device.Memory.HOST,
                Runtime.getRuntime().maxMemory(),
                Runtime.getRuntime().freeMemory(),
                Set.of(DType.F32, DType.F16, DType.BF16, DType.Q8_0, DType.Q4_0));
    }

    @Override
    public WeightStore load(WeightSource source, Collection<WeightRef> wanted, LoadOptions options) {
        var weights = new HashMap<WeightRef, double[]>();
        for (WeightRef ref : wanted) {
            if (options.cancelled().getAsBoolean()) {
                throw new CancellationException("loading of weights was cancelled");
            }
            MemorySegment bytes = source.bytes(ref);
            weights.put(ref, StoredNumbers.widen(bytes, source.dtype(ref.name()), ref, options.matrixType()));
            options.loaded().accept(ref);
        }
        return new Store(Map.copyOf(weights));
    }

    @Override
    public Buffer allocate(BufferRef ref, int rows) {
        return new ReferenceBuffer(ref, rows);
    }

    @Override
    public Executable compile(Program program, WeightStore weights) {
        if (!(weights instanceof Store store)) {
            throw new IllegalArgumentException("program '" + program.name() + "': the weights are another backend's");
        }
        for (WeightRef ref : program.weights()) {
            store.weight(ref);
        }
        return new ReferenceExecutable(program, store);
    }

    @Override
    public void close() {}

    private record Store(Map<WeightRef, double[]> weights) implements WeightStore {
        double[] weight(WeightRef ref) {
            double[] elements = weights.get(ref);
            if (elements == null) {
                throw new IllegalArgumentException("weight " + ref + " was not loaded");
            }
            return elements;
        }

        @Override
        public long byteSize() {
            return weights.values().stream().mapToLong(w -> 8L * w.length).sum();
        }

        @Override
        public void close() {}
    }

    private record ReferenceExecutable(Program program, Store store) implements Executable {
        @Override
        public Run submit(Bindings bindings) {
            var inputs = new HashMap<Value, double[]>();
            for (Value input : program.inputs()) {
                inputs.put(input, elements(input, required(bindings.input(input), "input " + input)));
            }
            program.buffers().forEach(ref -> required(bindings.buffer(ref), "buffer '" + ref.name() + "'"));
            program.params().forEach(param -> required(bindings.param(param), "parameter '" + param.name() + "'"));
            var interpreter = new ReferenceInterpreter(
                    program,
                    store::weight,
                    ref -> (ReferenceBuffer) required(bindings.buffer(ref), "buffer '" + ref.name() + "'"),
                    (Param param) -> required(bindings.param(param), "parameter '" + param.name() + "'"));
            try {
                double[][] values = interpreter.run(program, inputs, () -> false);
                for (Value output : program.outputs()) {
                    MemorySegment to = bindings.output(output);
                    if (to != null) {
                        narrow(values[output.number()], to);
                    }
                }
                return new EndedRun(null);
            } catch (IllegalArgumentException e) {
                return new EndedRun(e);
            }
        }

        @Override
        public void close() {}

        private <T> T required(@Nullable T bound, String what) {
            if (bound == null) {
                throw new IllegalArgumentException("program '" + program.name() + "': " + what + " is not bound");
            }
            return bound;
        }

        private static double[] elements(Value value, MemorySegment from) {
            var elements = new double[Math.toIntExact(value.shape().elements())];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = value.type() == DType.I32
                        ? from.get(JAVA_INT_UNALIGNED, 4L * i)
                        : from.get(JAVA_FLOAT_UNALIGNED, 4L * i);
            }
            return elements;
        }

        private static void narrow(double[] elements, MemorySegment to) {
            for (int i = 0; i < elements.length; i++) {
                to.set(JAVA_FLOAT_UNALIGNED, 4L * i, (float) elements[i]);
            }
        }
    }

    private record EndedRun(@Nullable IllegalArgumentException failure) implements Run {
        @Override
        public boolean isDone() {
            return true;
        }

        @Override
        public void await() {
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public void cancel() {}
    }
}
