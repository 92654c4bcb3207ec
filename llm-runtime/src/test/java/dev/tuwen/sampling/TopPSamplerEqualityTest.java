package dev.tuwen.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Draws as by sorting everything, whatever the row; `-Dtuwen.test.seed` repeats one set of rows.
class TopPSamplerEqualityTest {
    private static final int ROWS = 10_000;
    private static final int DRAWS = 4;
    private static final int VOCABULARY = 122_753;

    private static final float[] TEMPERATURES = {Float.MIN_VALUE, 1e-3f, 0.1f, 0.5f, 0.7f, 1, 1, 2, 100};
    private static final float[] NUCLEI = {Float.MIN_VALUE, 0.1f, 0.25f, 0.5f, 0.75f, 0.8f, 0.95f, 0.99999994f, 1, 1};
    private static final float[] PENALTIES = {1, 1.05f, 2, 100};
    private static final float[] ODD = {
        Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 0, Float.MIN_VALUE, Float.MAX_VALUE
    };

    @Test
    void drawsWhatSortingEverythingDraws() {
        long seed = Long.getLong("tuwen.test.seed", 17);
        var random = new SplittableRandom(seed);

        for (int row = 0; row < ROWS; row++) {
            SamplingOptions options = options(random);
            var fast = new TopPSampler(options);
            var plain = new SortingSampler(options);
            for (int draw = 0; draw < DRAWS; draw++) {
                float[] logits = logits(random, 1 + random.nextInt(row % 100 == 0 ? 5000 : 1 << random.nextInt(9)));
                penalize(random, logits, options.repetitionPenalty());
                int expected = plain.choose(logits.clone());
                assertThat(fast.choose(logits))
                        .as("seed %d, row %d, draw %d of %s from %s", seed, row, draw, options, preview(logits))
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 0.8", "0, 0.8", "0, 1", "100000, 0.999"})
    void drawsWhatSortingEverythingDrawsFromAWholeVocabulary(int topK, float topP) {
        var options = new SamplingOptions(0.7f, topK, topP, 1, 1, 3);
        var fast = new TopPSampler(options);
        var plain = new SortingSampler(options);
        var random = new SplittableRandom(4);

        for (int draw = 0; draw < 20; draw++) {
            float[] logits = normal(random, VOCABULARY, 3);
            int expected = plain.choose(logits.clone());
            assertThat(fast.choose(logits)).isEqualTo(expected);
        }
    }

    /// The end of the nucleus falls on a sum of powers of two, and a point drawn on the edge between two tokens would
    /// be as exact: nothing but the order of the sums can decide.
    @Test
    void endsTheNucleusWhereSortingEverythingEndsItAtExactSums() {
        float[] logits = new float[64];
        Arrays.fill(logits, 32, 64, Float.NEGATIVE_INFINITY);
        for (float topP : List.of(0.25f, 0.5f, 0.75f, 0.96875f)) {
            var options = new SamplingOptions(1, 0, topP, 1, 1, 5);
            var fast = new TopPSampler(options);
            var plain = new SortingSampler(options);
            for (int draw = 0; draw < 500; draw++) {
                assertThat(fast.choose(logits)).isEqualTo(plain.choose(logits));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 0.8, 100", "0, 0.8, 10000", "0, 1, 30000"})
    void sortsLittleOfAVocabulary(int topK, float topP, int maximum) {
        var sampler = new TopPSampler(new SamplingOptions(0.7f, topK, topP, 1, 1, 6));
        var random = new SplittableRandom(7);

        int[] sorted = new int[20];
        for (int draw = 0; draw < sorted.length; draw++) {
            sampler.choose(normal(random, VOCABULARY, 3));
            sorted[draw] = sampler.sortedCount();
        }

        Arrays.sort(sorted);
        assertThat(sorted[sorted.length / 2]).isBetween(1, maximum);
    }

    private static SamplingOptions options(SplittableRandom random) {
        int topK = switch (random.nextInt(6)) {
            case 0, 1 -> 0;
            case 2 -> 1;
            case 3 -> 2;
            case 4 -> 1 + random.nextInt(100);
            default -> 1 + random.nextInt(3000);
        };
        float temperature = any(random, TEMPERATURES);
        return new SamplingOptions(
                temperature, topK, any(random, NUCLEI), any(random, PENALTIES), 1, random.nextLong());
    }

    private static float[] logits(SplittableRandom random, int count) {
        float[] logits = normal(random, count, random.nextBoolean() ? 3 : 0.01f);
        switch (random.nextInt(10)) {
            case 0, 1 -> {
                // many ties
                for (int i = 0; i < count; i++) {
                    logits[i] = Math.round(logits[i]);
                }
            }
            case 2 -> Arrays.fill(logits, any(random, ODD));
            case 3 -> {
                // sums without rounding
                for (int i = 0; i < count; i++) {
                    logits[i] = (float) (-Math.log(2) * random.nextInt(8));
                }
            }
            case 4 -> Arrays.sort(logits);
            case 5, 6 -> {
                int odd = 1 + random.nextInt(random.nextBoolean() ? 2 : count);
                float[] values = random.nextBoolean() ? ODD : new float[] {any(random, ODD)};
                for (int i = 0; i < odd; i++) {
                    logits[random.nextInt(count)] = any(random, values);
                }
            }
            default -> {}
        }
        return logits;
    }

    private static void penalize(SplittableRandom random, float[] logits, float penalty) {
        var window = new RepetitionWindow(penalty);
        for (int i = 0; i < 5; i++) {
            window.add(random.nextInt(logits.length));
        }
        window.apply(logits);
    }

    private static float[] normal(SplittableRandom random, int count, float deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    private static float any(SplittableRandom random, float[] values) {
        return values[random.nextInt(values.length)];
    }

    private static String preview(float[] logits) {
        return logits.length + " logits " + Arrays.toString(Arrays.copyOf(logits, Math.min(logits.length, 12)));
    }
}
