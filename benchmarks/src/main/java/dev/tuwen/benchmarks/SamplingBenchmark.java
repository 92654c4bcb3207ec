package dev.tuwen.benchmarks;

import dev.tuwen.sampling.Sampler;
import dev.tuwen.sampling.SamplingOptions;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.Warmup;

/// One token chosen from MiniCPM-2B's vocabulary, in turns from several rows of normal logits. Microseconds a token.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SamplingBenchmark {
    private static final int VOCABULARY = 122_753;
    private static final int ROWS = 16;
    /// About as wide as the logits of a trained model.
    private static final double DEVIATION = 3;

    /// 0 takes the largest logit.
    @Param({"0", "0.7"})
    public float temperature;

    /// 0 keeps all.
    @Param({"100", "0"})
    public int topK;

    /// 1 keeps all.
    @Param({"0.8", "1"})
    public float topP;

    private final float[][] rows = new float[ROWS][VOCABULARY];
    private Sampler sampler = Sampler.of(SamplingOptions.GREEDY);
    private int next;

    /// Draws the logits.
    @Setup
    public void draw() {
        sampler = Sampler.of(new SamplingOptions(temperature, topK, topP, 1, 1, 1));
        var random = new SplittableRandom(2);
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (DEVIATION * random.nextGaussian());
            }
        }
    }

    /// One token.
    @Benchmark
    public int choose() {
        next = (next + 1) % ROWS;
        return sampler.choose(rows[next]);
    }
}
