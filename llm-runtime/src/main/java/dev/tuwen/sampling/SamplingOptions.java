package dev.tuwen.sampling;

/// How tokens are chosen.
///
/// @param temperature divisor of the logits; 0 takes the largest
/// @param topK how many candidates are kept; 0 keeps all
/// @param topP probability of the nucleus; 1 keeps all
/// @param repetitionPenalty factor against tokens seen before; 1 for none
/// @param beams number of beams; more than 1 searches instead of sampling
/// @param seed of the random choice
public record SamplingOptions(float temperature, int topK, float topP, float repetitionPenalty, int beams, long seed) {
    /// The largest logit, always.
    public static final SamplingOptions GREEDY = new SamplingOptions(0, 0, 1, 1, 1, 0);

    /// Checks the ranges.
    public SamplingOptions {
        check(temperature >= 0 && temperature <= 100, "temperature", temperature, "0 to 100");
        check(topK >= 0, "top-k", topK, "0 or more");
        check(topP > 0 && topP <= 1, "top-p", topP, "above 0, at most 1");
        check(
                repetitionPenalty > 0 && repetitionPenalty <= 100,
                "repetition penalty",
                repetitionPenalty,
                "above 0, at most 100");
        check(beams >= 1 && beams <= 16, "beams", beams, "1 to 16");
    }

    /// Whether the largest logit is taken.
    public boolean isGreedy() {
        return temperature == 0 || topK == 1;
    }

    /// The same with another temperature.
    public SamplingOptions withTemperature(float newTemperature) {
        return new SamplingOptions(newTemperature, topK, topP, repetitionPenalty, beams, seed);
    }

    /// The same with another top-p.
    public SamplingOptions withTopP(float newTopP) {
        return new SamplingOptions(temperature, topK, newTopP, repetitionPenalty, beams, seed);
    }

    /// The same with another top-k.
    public SamplingOptions withTopK(int newTopK) {
        return new SamplingOptions(temperature, newTopK, topP, repetitionPenalty, beams, seed);
    }

    /// The same with another repetition penalty.
    public SamplingOptions withRepetitionPenalty(float newPenalty) {
        return new SamplingOptions(temperature, topK, topP, newPenalty, beams, seed);
    }

    /// The same with another number of beams.
    public SamplingOptions withBeams(int newBeams) {
        return new SamplingOptions(temperature, topK, topP, repetitionPenalty, newBeams, seed);
    }

    /// The same with another seed.
    public SamplingOptions withSeed(long newSeed) {
        return new SamplingOptions(temperature, topK, topP, repetitionPenalty, beams, newSeed);
    }

    private static void check(boolean holds, String name, Number value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " " + value + ", expected " + expected);
        }
    }
}
