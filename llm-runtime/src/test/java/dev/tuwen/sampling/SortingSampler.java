package dev.tuwen.sampling;

import java.util.Arrays;
import java.util.SplittableRandom;

/// What [TopPSampler] is held against: the definition, word for word, with the whole vocabulary sorted for each token.
final class SortingSampler {
    private final float temperature;
    private final int topK;
    private final float topP;
    private final SplittableRandom random;
    private long[] order = new long[0];
    private double[] probabilities = new double[0];

    SortingSampler(SamplingOptions options) {
        this.temperature = options.temperature();
        this.topK = options.topK();
        this.topP = options.topP();
        this.random = new SplittableRandom(options.seed());
    }

    int choose(float[] logits) {
        int n = logits.length;
        if (order.length != n) {
            order = new long[n];
            probabilities = new double[n];
        }
        for (int i = 0; i < n; i++) {
            order[i] = ((long) ascendingBits(logits[i]) << 32) | i;
        }
        Arrays.sort(order);
        int first = topK > 0 && topK < n ? firstOfTopK(logits) : 0;
        double best = logits[token(n - 1)];
        double total = 0;
        for (int i = first; i < n; i++) {
            double p = Math.exp((logits[token(i)] - best) / temperature);
            probabilities[i] = p;
            total += p;
        }
        int kept = first;
        double dropped = probabilities[first];
        while (kept < n - 1 && topP < 1 && dropped <= (1.0 - topP) * total) {
            kept++;
            dropped += probabilities[kept];
        }
        return draw(kept, n);
    }

    /// The first place in ascending order whose score is at least the k-th best: ties stay together.
    private int firstOfTopK(float[] logits) {
        int n = logits.length;
        int first = n - topK;
        float threshold = logits[token(first)];
        while (first > 0 && logits[token(first - 1)] == threshold) {
            first--;
        }
        return first;
    }

    private int draw(int from, int to) {
        double total = 0;
        for (int i = from; i < to; i++) {
            total += probabilities[i];
        }
        double point = random.nextDouble() * total;
        for (int i = to - 1; i > from; i--) {
            point -= probabilities[i];
            if (point < 0) {
                return token(i);
            }
        }
        return token(from);
    }

    private int token(int place) {
        return (int) order[place];
    }

    /// Bits of a float as an integer of the same order; NaN sorts lowest.
    private static int ascendingBits(float value) {
        if (Float.isNaN(value)) {
            return Integer.MIN_VALUE;
        }
        int bits = Float.floatToRawIntBits(value);
        return bits ^ ((bits >> 31) & 0x7fffffff);
    }
}
