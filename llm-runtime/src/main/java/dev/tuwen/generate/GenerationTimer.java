package dev.tuwen.generate;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.sampling.RepetitionWindow;
import dev.tuwen.sampling.Sampler;
import dev.tuwen.sampling.SamplingOptions;
import java.util.List;

/// Times prefill and decode of a model, without text: tokens go in and come out, and an end token ends nothing. Made
/// and closed by whoever measures; engine thread only.
public final class GenerationTimer implements AutoCloseable {
    private static final double NANOS = 1e-9;

    private final LanguageModel model;
    private final KvCache cache;
    private int[] prompt = {};
    private int firstToken;

    /// Makes an empty cache.
    ///
    /// @param model stays open while this is used
    public GenerationTimer(LanguageModel model) {
        this.model = model;
        this.cache = model.newCache();
    }

    /// Prefill of a prompt into the emptied cache.
    ///
    /// @param ids tokens of the prompt
    /// @return seconds until the first token was chosen, greedily
    /// @throws java.util.concurrent.CancellationException when cancelled
    public double prefill(int[] ids, Cancellation cancellation) {
        cache.truncate(0);
        prompt = ids.clone();
        var tokens = new Prompt(List.of(new PromptPart.Tokens(ids)));
        long start = System.nanoTime();
        float[] logits = model.prefill(tokens, cache, cancellation, position -> {});
        firstToken = Sampler.of(SamplingOptions.GREEDY).choose(logits);
        return (System.nanoTime() - start) * NANOS;
    }

    /// Decodes after the prompt of the last prefill, in place of what was decoded before. The repetition penalty counts
    /// prompt and answer, as in text models.
    ///
    /// @param count tokens after the first
    /// @param sampling how they are chosen; beams are not searched
    /// @return seconds for them
    /// @throws java.util.concurrent.CancellationException when cancelled
    public double decode(int count, SamplingOptions sampling, Cancellation cancellation) {
        cache.truncate(prompt.length);
        long start = System.nanoTime();
        Sampler sampler = Sampler.of(sampling);
        var window = new RepetitionWindow(sampling.repetitionPenalty());
        for (int token : prompt) {
            window.add(token);
        }
        int token = firstToken;
        for (int i = 0; i < count; i++) {
            window.add(token);
            float[] logits = model.step(token, cache, cancellation);
            window.apply(logits);
            token = sampler.choose(logits);
        }
        return (System.nanoTime() - start) * NANOS;
    }

    @Override
    public void close() {
        cache.close();
    }
}
