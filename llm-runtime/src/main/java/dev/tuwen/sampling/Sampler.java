package dev.tuwen.sampling;

/// Chooses one token from logits. Not thread-safe: it owns scratch memory and a random generator.
public sealed interface Sampler permits GreedySampler, TopPSampler {
    /// Chooses a token. The logits, already penalised, may be overwritten.
    int choose(float[] logits);

    /// The sampler these options ask for; beams are not its concern.
    static Sampler of(SamplingOptions options) {
        return options.isGreedy() ? new GreedySampler() : new TopPSampler(options);
    }
}
