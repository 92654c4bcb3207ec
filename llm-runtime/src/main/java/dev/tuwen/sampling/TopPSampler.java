package dev.tuwen.sampling;

import java.util.SplittableRandom;

/// Temperature, then the `k` best, then the nucleus, then a draw by probability.
///
/// The nucleus follows the reference: in ascending order, candidates are dropped while their cumulative probability is
/// at most `1 − topP`; the best always stays. Equal seeds give equal draws on every machine.
///
/// Defined by sorting the whole vocabulary and adding up in that order, in F64. What is sorted is less: the `k` best,
/// or without top-k the tokens that can decide. These are found from a sum in the order of the vocabulary, which
/// differs from the sorted one by rounding alone; where that could change the draw, everything is sorted after all. So
/// the draw is always the defined one.
public final class TopPSampler implements Sampler {
    private static final int UNDECIDED = -1;

    /// For `n` terms no sum of ours strays further from another order's than `n` times this part of the total: two sums
    /// and what is subtracted from each round by `n · 2⁻⁵³` at most (Higham, Accuracy and Stability, 4.2); twice that.
    private static final double ROUNDING = 0x1p-50;

    private final float temperature;
    private final int topK;
    private final float topP;
    private final SplittableRandom random;
    private final Candidates candidates = new Candidates();
    /// By token, in units of the best: `exp((logit − best) / temperature)`.
    private double[] probabilities = new double[0];

    /// @param options with a temperature above 0
    public TopPSampler(SamplingOptions options) {
        if (options.temperature() == 0) {
            throw new IllegalArgumentException("temperature 0 has nothing to draw, take the greedy sampler");
        }
        this.temperature = options.temperature();
        this.topK = options.topK();
        this.topP = options.topP();
        this.random = new SplittableRandom(options.seed());
    }

    @Override
    public int choose(float[] logits) {
        if (probabilities.length < logits.length) {
            probabilities = new double[logits.length];
        }
        candidates.clear();
        double uniform = random.nextDouble();
        if (topK > 0 && topK < logits.length) {
            collectBest(logits);
            return chooseFromCandidates(logits, uniform);
        }
        int token = chooseFromLikely(logits, uniform);
        if (token == UNDECIDED) {
            candidates.clear();
            candidates.addAll(logits);
            candidates.sort();
            token = chooseFromCandidates(logits, uniform);
        }
        return token;
    }

    /// How many candidates were sorted for the last token, at the end.
    int sortedCount() {
        return candidates.count();
    }

    /// Collects the `k` best and the ties of the last, sorting only what is at least as good as the k-th best so far.
    private void collectBest(float[] logits) {
        float threshold = Float.NEGATIVE_INFINITY;
        long limit = 2L * topK + 1024;
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] >= threshold) {
                candidates.add(i, logits[i]);
                if (candidates.count() == limit) {
                    candidates.keepBest(topK, logits);
                    threshold = logits[candidates.token(0)];
                    limit = Math.max(limit, 2L * candidates.count());
                }
            }
        }
        if (candidates.count() < topK) {
            // NaN makes up the number
            candidates.clear();
            candidates.addAll(logits);
        }
        candidates.keepBest(topK, logits);
    }

    /// The definition, over sorted candidates.
    private int chooseFromCandidates(float[] logits, double uniform) {
        int count = candidates.count();
        double best = logits[candidates.token(count - 1)];
        double total = 0;
        for (int i = 0; i < count; i++) {
            int token = candidates.token(i);
            double p = probability(logits[token], best);
            probabilities[token] = p;
            total += p;
        }
        int kept = 0;
        double dropped = probabilities[candidates.token(0)];
        while (kept < count - 1 && topP < 1 && dropped <= (1.0 - topP) * total) {
            kept++;
            dropped += probabilities[candidates.token(kept)];
        }
        return draw(kept, uniform);
    }

    /// Chooses without sorting everything, or is undecided.
    ///
    /// With `n` tokens, those of a probability below `tailProbability · total / n` have less than `tailProbability ·
    /// total` together: all of them are outside the nucleus if `tailProbability` is `1 − topP`, and behind the token
    /// drawn if it is `1 − uniform`.
    private int chooseFromLikely(float[] logits, double uniform) {
        int count = logits.length;
        double best = maximum(logits);
        double total = 0;
        for (int i = 0; i < count; i++) {
            double p = probability(logits[i], best);
            probabilities[i] = p;
            total += p;
        }
        if (Double.isNaN(total)) {
            return UNDECIDED;
        }
        double tailProbability = topP < 1 ? 1.0 - topP : 1.0 - uniform;
        double cutoff = tailProbability * total / count;
        double unlikely = 0;
        for (int i = 0; i < count; i++) {
            if (probabilities[i] >= cutoff) {
                candidates.add(i, logits[i]);
            } else {
                unlikely += probabilities[i];
            }
        }
        candidates.sort();
        double slack = count * ROUNDING * total;
        return topP < 1
                ? chooseFromNucleus(unlikely, tailProbability * total, slack, uniform)
                : chooseFromBest(uniform * total, slack);
    }

    /// Drops candidates as [#chooseFromCandidates] does, where `dropped` and `limit` leave no doubt.
    private int chooseFromNucleus(double dropped, double limit, double slack, double uniform) {
        if (dropped > limit - slack) {
            return UNDECIDED;
        }
        int last = candidates.count() - 1;
        int kept = 0;
        while (kept < last) {
            dropped += probabilities[candidates.token(kept)];
            if (Math.abs(dropped - limit) <= slack) {
                return UNDECIDED;
            }
            if (dropped > limit) {
                break;
            }
            kept++;
        }
        return draw(kept, uniform);
    }

    /// Goes down from the best token as [#draw] does, where `point` leaves no doubt.
    private int chooseFromBest(double point, double slack) {
        for (int i = candidates.count() - 1; i >= 0; i--) {
            int token = candidates.token(i);
            point -= probabilities[token];
            if (point < -slack) {
                return token;
            }
            if (point <= slack) {
                return UNDECIDED;
            }
        }
        return UNDECIDED;
    }

    /// Draws from the candidates at `from` and after.
    private int draw(int from, double uniform) {
        int count = candidates.count();
        double total = 0;
        for (int i = from; i < count; i++) {
            total += probabilities[candidates.token(i)];
        }
        double point = uniform * total;
        for (int i = count - 1; i > from; i--) {
            point -= probabilities[candidates.token(i)];
            if (point < 0) {
                return candidates.token(i);
            }
        }
        return candidates.token(from);
    }

    private double probability(float logit, double best) {
        return Math.exp((logit - best) / temperature);
    }

    private static float maximum(float[] logits) {
        float maximum = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            if (logit > maximum) {
                maximum = logit;
            }
        }
        return maximum;
    }
}
