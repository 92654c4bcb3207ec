package dev.tuwen.benchmarks;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.Heads;
import dev.tuwen.compute.KeyValues;
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

/// The parts of one SigLIP-400M block over the 1,024 patches of a 448 x 448 picture: a whole picture is 26 of each.
/// Milliseconds for one run; the projections are 5.1 (`WIDEN`) and 1.4 (`SQUARE`), attention is 2.4 billion
/// multiplications.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class VisionBlockBenchmark {
    private static final int PATCHES = 1024;
    private static final int WIDTH = 1152;
    private static final int INNER = 4304;

    /// What is run.
    public enum Part {
        /// One of the four projections around attention, added to the residual.
        SQUARE,
        /// The first projection of the perceptron, with the GELU.
        WIDEN,
        /// 16 heads of 72.
        ATTENTION,
        /// A layer norm.
        NORM
    }

    /// What is run.
    @Param
    public Part part = Part.SQUARE;

    /// What matrices are packed in.
    @Param({"F32", "F16", "BF16"})
    public DType type = DType.F16;

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
        var builder = new ProgramBuilder("block");
        Value x = builder.input("x", PATCHES, WIDTH);
        WeightRef vector = WeightRef.vector("v", WIDTH);
        Value y = switch (part) {
            case SQUARE -> builder.linearAdd(x, WeightRef.matrix("w", WIDTH, WIDTH), vector, x, 1);
            case WIDEN ->
                builder.linear(
                        x, WeightRef.matrix("w", INNER, WIDTH), WeightRef.vector("v", INNER), Activation.GELU_ERF);
            case ATTENTION -> builder.attention(x, new KeyValues.Inline(x, x), Heads.of(16, 72), 0.118f, false);
            case NORM -> builder.layerNorm(x, vector, vector, 1e-6f);
        };
        builder.output(y);
        backend = kernels.open(device);
        opened = new OpenedProgram(backend, builder.build(), source, LoadOptions.packed(type));
        opened.bindings().input(x, RandomMatrix.normal(PATCHES * WIDTH, 2));
    }

    /// One run; the result stays on the device.
    @Benchmark
    public void block() {
        opened.run();
    }

    /// Closes in reverse order.
    @TearDown
    public void close() {
        opened.close();
        backend.close();
    }
}
