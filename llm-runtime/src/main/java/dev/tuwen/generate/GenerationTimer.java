package dev.tuwen.generate;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.sampling.Sampler;
import dev.tuwen.sampling.SamplingOptions;

/// Times how a model reads prompts and writes answers, without text: tokens go in and come out, and an end token ends
/// nothing. Made and closed by whoever measures; engine thread only.
public final class GenerationTimer implements AutoCloseable {
    private static final double NANOS = 1e-9;

    private final LanguageModel model;
    private final Sampler sampler = Sampler.of(SamplingOptions.GREEDY);
    private final KvCache cache;

    /// Makes an empty cache.
    ///
    /// @param model stays open while this is used
    public GenerationTimer(LanguageModel model) {
        this.model = model;
        this.cache = model.newCache();
    }

    /// What was measured.
    ///
    /// @param readSeconds from the empty cache until the first token was chosen
    /// @param writeSeconds for the tokens after it
    public record Times(double readSeconds, double writeSeconds) {}

    /// Reads a prompt into the emptied cache and goes on greedily.
    ///
    /// @param ids tokens of the prompt
    /// @param count tokens to write after the first; 0 for none
    /// @throws java.util.concurrent.CancellationException when cancelled
    public Times time(int[] ids, int count, Cancellation cancellation) {
        cache.truncate(0);
        var prompt = new Prompt(java.util.List.of(new PromptPart.Tokens(ids)));
        long start = System.nanoTime();
        int token = sampler.choose(model.prefill(prompt, cache, cancellation, position -> {}));
        long read = System.nanoTime();
        for (int i = 0; i < count; i++) {
            token = sampler.choose(model.step(token, cache, cancellation));
        }
        return new Times((read - start) * NANOS, (System.nanoTime() - read) * NANOS);
    }

    @Override
    public void close() {
        cache.close();
    }
}
