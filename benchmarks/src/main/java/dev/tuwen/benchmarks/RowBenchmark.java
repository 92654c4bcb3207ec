package dev.tuwen.benchmarks;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.ProgramBuilder;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.LoadOptions;
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

/// What is done to rows of MiniCPM-2B's width between its projections, 40 times in one run, and its gated projection
/// once. Microseconds for one run.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RowBenchmark {
    private static final int WIDTH = 2304;
    private static final int INNER = 5760;
    private static final int HEADS = 36;
    private static final int REPEATED = 40;

    /// What is run.
    public enum Part {
        /// The norm before attention and MLP.
        RMS_NORM,
        /// The norm of the vision encoder.
        LAYER_NORM,
        /// Rotation of 36 heads by their position.
        ROPE,
        /// The sum of two sets of rows.
        ADD,
        /// Rows times a number.
        SCALE,
        /// SiLU of one projection to 5,760 numbers times another, both in Q4_0.
        GATED
    }

    /// What is run.
    @Param
    public Part part = Part.RMS_NORM;

    /// Rows.
    @Param({"1", "128"})
    public int rows;

    /// The kernels.
    @Param("MACHINE")
    public KernelChoice kernels = KernelChoice.MACHINE;

    /// The device.
    @Param("cpu")
    public String device = "cpu";

    private final RandomMatrix source = new RandomMatrix(INNER, WIDTH, 1);
    private Backend backend;
    private OpenedProgram opened;

    /// Opens the device and compiles the program.
    @Setup
    public void open() {
        var position = new dev.tuwen.compute.Param("position");
        var builder = new ProgramBuilder("rows");
        Value x = builder.input("x", rows, WIDTH);
        Value y = x;
        for (int i = 0; i < (part == Part.GATED ? 1 : REPEATED); i++) {
            y = next(builder, y, x, position);
        }
        builder.output(y);
        backend = kernels.open(device);
        opened = new OpenedProgram(backend, builder.build(), source, LoadOptions.packed(DType.Q4_0));
        opened.bindings().input(x, RandomMatrix.normal(rows * WIDTH, 2));
        if (part == Part.ROPE) {
            opened.bindings().set(position, 100);
        }
    }

    private Value next(ProgramBuilder builder, Value y, Value x, dev.tuwen.compute.Param position) {
        WeightRef vector = WeightRef.vector("v", WIDTH);
        return switch (part) {
            case RMS_NORM -> builder.rmsNorm(y, vector, 1e-5f);
            case LAYER_NORM -> builder.layerNorm(y, vector, vector, 1e-6f);
            case ROPE -> builder.rope(y, HEADS, WIDTH / HEADS, position, 10000);
            case ADD -> builder.add(y, x);
            case SCALE -> builder.scale(y, 0.99f);
            case GATED ->
                builder.gatedLinear(
                        y,
                        WeightRef.matrix("gate", INNER, WIDTH),
                        WeightRef.matrix("up", INNER, WIDTH),
                        Activation.SILU);
        };
    }

    /// One run; the result stays on the device.
    @Benchmark
    public void rows() {
        opened.run();
    }

    /// Closes in reverse order.
    @TearDown
    public void close() {
        opened.close();
        backend.close();
    }
}
