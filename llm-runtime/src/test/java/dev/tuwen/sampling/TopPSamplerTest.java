package dev.tuwen.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopPSamplerTest {
    private static final int DRAWS = 4000;

    /// How often each token is drawn with these options.
    private static int[] draw(float[] logits, SamplingOptions options) {
        var sampler = new TopPSampler(options);
        int[] counts = new int[logits.length];
        for (int i = 0; i < DRAWS; i++) {
            counts[sampler.choose(logits.clone())]++;
        }
        return counts;
    }

    private static float[] logs(double... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(probabilities[i]);
        }
        return logits;
    }

    private static SamplingOptions options(float temperature, int topK, float topP) {
        return new SamplingOptions(temperature, topK, topP, 1, 1, 42);
    }

    @Test
    void drawsByProbability() {
        int[] counts = draw(logs(0.1, 0.6, 0.3), options(1, 0, 1));

        assertThat(counts[0] / (double) DRAWS).isBetween(0.08, 0.12);
        assertThat(counts[1] / (double) DRAWS).isBetween(0.57, 0.63);
        assertThat(counts[2] / (double) DRAWS).isBetween(0.27, 0.33);
    }

    @Test
    void keepsTheNucleusAndDropsTheTail() {
        // In ascending order 0.1, 0.15, 0.25, 0.5: the first two sum to 0.25 <= 1 - 0.7, the third would make 0.5.
        int[] counts = draw(logs(0.25, 0.1, 0.5, 0.15), options(1, 0, 0.7f));

        assertThat(counts[1]).isZero();
        assertThat(counts[3]).isZero();
        assertThat(counts[0]).isPositive();
        assertThat(counts[2] / (double) DRAWS).isBetween(0.62, 0.71);
    }

    @Test
    void dropsCandidatesWhoseCumulativeProbabilityEqualsTheTail() {
        // Powers of two are exact: 0.25 <= 1 - 0.75 is dropped.
        float[] logits = {(float) Math.log(0.25), 0f, (float) Math.log(0.25)};
        logits[1] = (float) Math.log(0.5);

        int[] counts = draw(logits, options(1, 0, 0.74f));

        assertThat(Arrays.stream(counts).filter(c -> c > 0).count()).isEqualTo(2);
        assertThat(counts[1]).isPositive();
    }

    @Test
    void keepsTheBestEvenWithTheSmallestNucleus() {
        int[] counts = draw(logs(0.2, 0.5, 0.3), options(1, 0, 1e-6f));

        assertThat(counts).containsExactly(0, DRAWS, 0);
    }

    @Test
    void keepsTheKBestAndTheirTies() {
        int[] counts = draw(new float[] {1, 3, 2, 2, 0}, options(1, 2, 1));

        assertThat(counts[0]).isZero();
        assertThat(counts[4]).isZero();
        assertThat(counts[1]).isPositive();
        assertThat(counts[2]).isPositive();
        assertThat(counts[3]).isPositive();
    }

    @Test
    void sharpensWithLowTemperature() {
        int[] warm = draw(logs(0.4, 0.6), options(1, 0, 1));
        int[] cold = draw(logs(0.4, 0.6), options(0.1f, 0, 1));

        assertThat(cold[1]).isGreaterThan(warm[1]);
        // (0.4 / 0.6)^10 = 0.0173
        assertThat(cold[0] / (double) DRAWS).isBetween(0.008, 0.03);
    }

    @Test
    void repeatsItselfWithTheSameSeed() {
        float[] logits = logs(IntStream.range(0, 50).mapToDouble(i -> 0.02).toArray());
        var first = new TopPSampler(options(1, 0, 1));
        var second = new TopPSampler(options(1, 0, 1));

        int[] one =
                IntStream.range(0, 100).map(i -> first.choose(logits.clone())).toArray();
        int[] two =
                IntStream.range(0, 100).map(i -> second.choose(logits.clone())).toArray();

        assertThat(one).isEqualTo(two);
        assertThat(Arrays.stream(one).distinct().count()).isGreaterThan(20);
    }

    @Test
    void neverDrawsNaN() {
        int[] counts = draw(new float[] {Float.NaN, 1, Float.NEGATIVE_INFINITY, 1}, options(1, 3, 1));

        assertThat(counts[0]).isZero();
        assertThat(counts[2]).isZero();
    }

    @Test
    void refusesTemperatureZero() {
        assertThatThrownBy(() -> new TopPSampler(SamplingOptions.GREEDY)).isInstanceOf(IllegalArgumentException.class);
    }
}
