package dev.tuwen.sampling;

import java.util.Arrays;

/// Tokens that may be drawn, worst first once sorted: by logit, then by id; NaN comes before all numbers. Owned by one
/// sampler, which fills it anew for each token.
final class Candidates {
    /// The logit as an integer of the same order in the upper half, the token in the lower one.
    private long[] keys = new long[1024];

    private int count;

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    void add(int token, float logit) {
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, Math.multiplyExact(2, count));
        }
        keys[count++] = ((long) ascendingBits(logit) << 32) | token;
    }

    void addAll(float[] logits) {
        for (int i = 0; i < logits.length; i++) {
            add(i, logits[i]);
        }
    }

    void sort() {
        Arrays.sort(keys, 0, count);
    }

    int token(int place) {
        return (int) keys[place];
    }

    /// Sorts, and drops all but the `k` best and those equal to the worst of them.
    void keepBest(int k, float[] logits) {
        sort();
        int first = count - k;
        float threshold = logits[token(first)];
        while (first > 0 && logits[token(first - 1)] == threshold) {
            first--;
        }
        System.arraycopy(keys, first, keys, 0, count - first);
        count -= first;
    }

    private static int ascendingBits(float value) {
        if (Float.isNaN(value)) {
            return Integer.MIN_VALUE;
        }
        int bits = Float.floatToRawIntBits(value);
        return bits ^ ((bits >> 31) & 0x7fffffff);
    }
}
