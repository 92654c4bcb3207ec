package dev.tuwen.generate;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.sampling.RepetitionWindow;
import dev.tuwen.sampling.Sampler;
import dev.tuwen.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;

/// Continues a prompt: prefill of what the cache lacks, then decoding, one token after another. Engine thread.
public final class Generator {
    private static final double NANOS = 1e-9;

    private final LanguageModel model;
    private final PromptEncoder encoder;

    /// @param model stays open while this is used
    /// @param encoder of the same model
    public Generator(LanguageModel model, PromptEncoder encoder) {
        this.model = model;
        this.encoder = encoder;
    }

    /// What a trace found.
    ///
    /// @param arrays `embeds`, `layerL`, `final_norm`, `[positions, hidden]` each, and `first_logits`
    /// @param tokens generated, whatever they are
    public record Trace(Map<String, float[]> arrays, List<Integer> tokens) {}

    /// Prefills a prompt with probes and goes on greedily for exactly `count` tokens, past any end token.
    public Trace trace(
            Prompt prompt, Predicate<String> wantedProbes, int count, float penalty, Cancellation cancellation) {
        try (KvCache cache = model.newCache()) {
            Map<String, float[]> arrays = model.trace(prompt, cache, wantedProbes, cancellation);
            Sampler sampler = Sampler.of(SamplingOptions.GREEDY);
            RepetitionWindow window = window(prompt, penalty);
            var tokens = new ArrayList<Integer>(count);
            float[] logits =
                    java.util.Objects.requireNonNull(arrays.get("first_logits")).clone();
            while (tokens.size() < count) {
                int token = choose(encoder.writable(logits), window, sampler);
                tokens.add(token);
                if (tokens.size() < count) {
                    logits = model.step(token, cache, cancellation);
                }
            }
            return new Trace(arrays, tokens);
        }
    }

    /// Answers a prompt. What the cache shares with the prompt is not computed again.
    ///
    /// A cancelled generation ends normally with [StopReason#CANCELLED] and the text so far.
    ///
    /// @param cache of this model; afterwards it holds the prompt and the answer
    /// @param maxNewTokens at least 1
    public GenerationResult generate(
            Prompt prompt,
            KvCache cache,
            SamplingOptions options,
            int maxNewTokens,
            GenerationListener listener,
            Cancellation cancellation) {
        long start = System.nanoTime();
        int reused = reusable(prompt, cache);
        cache.truncate(reused);
        listener.event(new GenerationEvent.Prefill(0, prompt.length() - reused));
        var progress = new Progress(prompt.length(), reused, start);
        try {
            float[] logits = model.prefill(
                    prompt,
                    cache,
                    cancellation,
                    position ->
                            listener.event(new GenerationEvent.Prefill(position - reused, prompt.length() - reused)));
            if (options.beams() > 1) {
                return search(prompt, cache, logits, options, maxNewTokens, listener, cancellation, progress);
            }
            return decode(prompt, cache, logits, options, maxNewTokens, listener, cancellation, progress);
        } catch (CancellationException e) {
            return progress.result("", StopReason.CANCELLED);
        }
    }

    private GenerationResult decode(
            Prompt prompt,
            KvCache cache,
            float[] firstLogits,
            SamplingOptions options,
            int maxNewTokens,
            GenerationListener listener,
            Cancellation cancellation,
            Progress progress) {
        Sampler sampler = Sampler.of(options);
        RepetitionWindow window = window(prompt, options.repetitionPenalty());
        var answer = new AnswerText(encoder.tokenizer(), encoder.family().chat());
        var text = new StringBuilder();
        float[] logits = firstLogits;
        StopReason reason;
        while (true) {
            int token = choose(encoder.writable(logits), window, sampler);
            progress.tokenAt(System.nanoTime());
            if (encoder.isStop(token)) {
                reason = StopReason.END_OF_TURN;
                break;
            }
            progress.tokens.add(token);
            listener.event(progress.decoding());
            emit(answer.accept(token), text, listener);
            if (answer.isEnded()) {
                reason = StopReason.END_OF_TURN;
                break;
            }
            if (progress.tokens.size() >= maxNewTokens) {
                reason = StopReason.LENGTH;
                break;
            }
            if (cache.length() >= cache.limit()) {
                reason = StopReason.CONTEXT_FULL;
                break;
            }
            try {
                logits = model.step(token, cache, cancellation);
            } catch (CancellationException e) {
                reason = StopReason.CANCELLED;
                break;
            }
        }
        emit(answer.finish(), text, listener);
        return progress.result(text.toString(), reason);
    }

    private GenerationResult search(
            Prompt prompt,
            KvCache cache,
            float[] logits,
            SamplingOptions options,
            int maxNewTokens,
            GenerationListener listener,
            Cancellation cancellation,
            Progress progress) {
        var search = new BeamSearch(model, options.beams(), encoder, maxNewTokens, cancellation);
        List<Integer> tokens;
        try {
            tokens = search.run(cache, logits, window(prompt, options.repetitionPenalty()));
        } finally {
            // The cache now holds the tokens of whichever beam it ended with.
            cache.truncate(Math.min(cache.length(), prompt.length()));
        }
        progress.tokenAt(System.nanoTime());
        progress.tokens.addAll(tokens);
        String text =
                encoder.answerOf(tokens.stream().mapToInt(Integer::intValue).toArray());
        if (!text.isEmpty()) {
            listener.event(new GenerationEvent.TextDelta(text));
        }
        StopReason reason = tokens.size() >= maxNewTokens ? StopReason.LENGTH : StopReason.END_OF_TURN;
        return progress.result(text, reason);
    }

    private static void emit(String delta, StringBuilder text, GenerationListener listener) {
        if (!delta.isEmpty()) {
            text.append(delta);
            listener.event(new GenerationEvent.TextDelta(delta));
        }
    }

    private static int choose(float[] logits, RepetitionWindow window, Sampler sampler) {
        window.apply(logits);
        int token = sampler.choose(logits);
        window.add(token);
        return token;
    }

    private RepetitionWindow window(Prompt prompt, float penalty) {
        var window = new RepetitionWindow(penalty);
        if (encoder.family().sampling().countsPrompt()) {
            for (int position = 0; position < prompt.length(); position++) {
                window.add(prompt.token(position));
            }
        }
        return window;
    }

    /// Positions that need not be computed again; at least the last one is, for its logits.
    private static int reusable(Prompt prompt, KvCache cache) {
        return Math.min(prompt.length() - 1, prompt.positions().sharedWith(cache.positions()));
    }

    /// Times and tokens of one answer.
    private static final class Progress {
        final List<Integer> tokens = new ArrayList<>();
        private final int promptTokens;
        private final int reusedTokens;
        private final long start;
        private long first;
        private long last;

        Progress(int promptTokens, int reusedTokens, long start) {
            this.promptTokens = promptTokens;
            this.reusedTokens = reusedTokens;
            this.start = start;
        }

        void tokenAt(long nanos) {
            if (first == 0) {
                first = nanos;
            }
            last = nanos;
        }

        GenerationEvent.Decoding decoding() {
            int after = tokens.size() - 1;
            double seconds = (last - first) * NANOS;
            return new GenerationEvent.Decoding(tokens.size(), after > 0 && seconds > 0 ? after / seconds : 0);
        }

        GenerationResult result(String text, StopReason reason) {
            double untilFirst = first == 0 ? 0 : (first - start) * NANOS;
            return new GenerationResult(
                    tokens, text, reason, promptTokens, reusedTokens, untilFirst, (last - first) * NANOS);
        }
    }
}
