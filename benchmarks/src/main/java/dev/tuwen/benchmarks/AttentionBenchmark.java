package dev.tuwen.benchmarks;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.Heads;
import dev.tuwen.compute.KeyValues;
import dev.tuwen.compute.ProgramBuilder;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.compute.spi.LoadOptions;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
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

/// Attention of eight layers of MiniCPM-2B over a cache, 36 heads of 64: one row as in decode, many as in prefill.
/// Microseconds for one run, which reads `8 · 2 · 2304 · (past + rows)` cached numbers: 4 bytes
/// each in F32, 2 in F16, 34/32 in Q8_0.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttentionBenchmark {
    private static final Heads HEADS = Heads.of(36, 64);
    private static final int LAYERS = 8;

    /// Query rows.
    @Param({"1", "128"})
    public int rows;

    /// Positions before them.
    @Param({"100", "2000"})
    public int past;

    /// What keys and values are kept in.
    @Param({"F16", "Q8_0"})
    public DType type = DType.F16;

    /// The kernels.
    @Param("MACHINE")
    public KernelChoice kernels = KernelChoice.MACHINE;

    /// The device.
    @Param("cpu")
    public String device = "cpu";

    private final List<Buffer> caches = new ArrayList<>();
    private Backend backend;
    private OpenedProgram opened;

    /// Fills the caches and compiles the program.
    @Setup
    public void open() {
        backend = kernels.open(device);
        var before = new dev.tuwen.compute.Param("past");
        var builder = new ProgramBuilder("attention");
        Value queries = builder.input("queries", rows, HEADS.queryColumns());
        Value state = queries;
        MemorySegment cached = RandomMatrix.normal((past + rows) * HEADS.keyValueColumns(), 1);
        for (int layer = 0; layer < LAYERS; layer++) {
            BufferRef keys = BufferRef.keys("keys." + layer, type, HEADS);
            BufferRef values = BufferRef.values("values." + layer, type, HEADS);
            state = builder.attention(state, new KeyValues.Cached(keys, values, before), HEADS, 0.125f, true);
            for (BufferRef ref : List.of(keys, values)) {
                Buffer buffer = backend.allocate(ref, past + rows);
                buffer.upload(0, cached);
                caches.add(buffer);
            }
        }
        builder.output(state);
        opened = new OpenedProgram(backend, builder.build(), new RandomMatrix(1, 1, 1), LoadOptions.asStored());
        caches.forEach(buffer -> opened.bindings().buffer(buffer.ref(), buffer));
        opened.bindings()
                .input(queries, RandomMatrix.normal(rows * HEADS.queryColumns(), 2))
                .output(state, MemorySegment.ofArray(new float[rows * HEADS.queryColumns()]))
                .set(before, past);
    }

    /// One run, from submission to the result on the host.
    @Benchmark
    public void attention() {
        opened.run();
    }

    /// Closes in reverse order.
    @TearDown
    public void close() {
        opened.close();
        caches.forEach(Buffer::close);
        backend.close();
    }
}
