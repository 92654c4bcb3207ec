package dev.tuwen.sampling;

/// Takes the largest logit; the first among equals.
public final class GreedySampler implements Sampler {
    /// Has no state.
    public GreedySampler() {}

    @Override
    public int choose(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }
}
