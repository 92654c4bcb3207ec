package dev.tuwen.generate;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.List;

/// Answers dialogues over one key-value cache. Made for a [LanguageModel]; closed by its owner before the model; engine
/// thread only.
///
/// A dialogue comes whole with every request, and nothing of it is kept but rows of the cache: the prompt's common
/// prefix with those is found position by position and is not computed again, whichever branch they were computed for.
/// So a follow-up, another answer, a changed question and a branch from long ago are all the same to it, and no failure
/// leaves it in a wrong state.
public final class ChatSession implements AutoCloseable {
    /// Fewest positions a prompt leaves for its answer.
    private static final int MINIMUM_ANSWER = 32;

    private final PromptEncoder encoder;
    private final Generator generator;
    private final KvCache cache;
    private final BranchRows branches;

    /// An empty cache.
    public ChatSession(LanguageModel model, PromptEncoder encoder) {
        this.encoder = encoder;
        this.generator = new Generator(model, encoder);
        this.cache = model.newCache();
        this.branches = new BranchRows(cache.limit(), model::canKeep);
    }

    /// Positions the last dialogue takes in the cache.
    public int contextUsed() {
        return cache.length();
    }

    /// Answers the last question of a dialogue. Where not all turns fit, [ShownTurns] are left.
    ///
    /// @param dialogue the last turn has no answer
    /// @throws PromptTooLongException if the question alone does not fit
    public GenerationResult answer(
            List<ChatTurn> dialogue,
            SamplingOptions sampling,
            int maxNewTokens,
            GenerationListener listener,
            Cancellation cancellation) {
        int reserve = Math.max(MINIMUM_ANSWER, Math.min(maxNewTokens, cache.limit() / 4));
        List<TurnInPrompt> turns =
                dialogue.stream().map(turn -> TurnInPrompt.of(turn, encoder)).toList();
        var shown = new ShownTurns(turns, encoder, cache.limit() - reserve);
        int length = shown.length();
        if (length + MINIMUM_ANSWER > cache.limit()) {
            throw new PromptTooLongException(length, cache.limit() - MINIMUM_ANSWER);
        }
        int more = shown.leftOut() - shown.leftOutBefore();
        if (more > 0) {
            listener.event(new GenerationEvent.TurnsLeftOut(more));
        }
        int limit = Math.min(maxNewTokens, Math.max(1, cache.limit() - length));
        Prompt prompt = prompt(shown.turns());
        // What was left out of a full context does not come back.
        branches.turnTo(prompt.positions(), cache, more <= 0);
        GenerationResult result = generator.generate(prompt, cache, sampling, limit, listener, cancellation);
        boolean full = result.reason() == StopReason.LENGTH && result.tokens().size() < maxNewTokens;
        return full ? result.withReason(StopReason.CONTEXT_FULL) : result;
    }

    private Prompt prompt(List<TurnInPrompt> turns) {
        var parts = new ArrayList<PromptPart>();
        parts.add(encoder.begin());
        for (TurnInPrompt turn : turns) {
            parts.addAll(turn.question());
            parts.add(turn.answer());
        }
        return new Prompt(parts);
    }

    @Override
    public void close() {
        branches.close();
        cache.close();
    }
}
