package dev.tuwen.benchmarks;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.ProgramBuilder;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.LoadOptions;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The projection `x · Wᵀ` of MiniCPM-2B's attention, `W` being `[2304, 2304]`: one row as in decode, many as in
/// prefill. Microseconds for one run; `rows · 10.6` million floating-point operations.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LinearBenchmark {

    private static final int WIDTH = 2304;

    /// Rows of `x`.
    @Param({"1", "8", "128"})
    public int rows;

    /// What the matrix is packed in.
    @Param({"F32", "BF16", "Q8_0", "Q4_0"})
    public DType type = DType.F32;

    /// The kernels.
    @Param("MACHINE")
    public KernelChoice kernels = KernelChoice.MACHINE;

    /// The device.
    @Param("cpu")
    public String device = "cpu";

    private final RandomMatrix source = new RandomMatrix(WIDTH, WIDTH, 1);
    private Backend backend;
    private OpenedProgram opened;

    /// Opens the device and compiles the program.
    @Setup
    public void open() {
        var builder = new ProgramBuilder("linear");
        Value x = builder.input("x", rows, WIDTH);
        Value y = builder.linear(x, WeightRef.matrix("w", WIDTH, WIDTH));
        builder.output(y);
        backend = kernels.open(device);
        opened = new OpenedProgram(backend, builder.build(), source, LoadOptions.packed(type));
        opened.bindings()
                .input(x, RandomMatrix.normal(rows * WIDTH, 2))
                .output(y, MemorySegment.ofArray(new float[rows * WIDTH]));
    }

    /// One run, from submission to the result on the host.
    @Benchmark
    public void linear() {
        opened.run();
    }

    /// Closes in reverse order.
    @TearDown
    public void close() {
        opened.close();
        backend.close();
    }
}
