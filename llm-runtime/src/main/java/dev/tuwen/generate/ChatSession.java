package dev.tuwen.generate;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A chat: turns and one key-value cache, which keeps what turns share. Made for a [LanguageModel]; closed by its owner
/// before the model; engine thread only.
///
/// Turns keep the ids that were generated, so that a follow-up reads only what is new. When the turns no longer fit,
/// the oldest are left out for good; their pictures move to the oldest turn that stays.
public final class ChatSession implements AutoCloseable {
    /// Least room for an answer that a prompt must leave.
    private static final int LEAST_ANSWER = 32;

    private final PromptEncoder encoder;
    private final Generator generator;
    private final KvCache cache;
    private final List<Turn> turns = new ArrayList<>();

    /// A question, and its answer once there is one.
    private static final class Turn {
        final String text;
        List<PictureInPrompt> pictures;
        List<PromptPart> question;
        int @Nullable [] answer;

        Turn(String text, List<PictureInPrompt> pictures, List<PromptPart> question) {
            this.text = text;
            this.pictures = pictures;
            this.question = question;
        }

        int length() {
            int length = answer == null ? 0 : answer.length;
            for (PromptPart part : question) {
                length += part.length();
            }
            return length;
        }
    }

    /// An empty chat.
    public ChatSession(LanguageModel model, PromptEncoder encoder) {
        this.encoder = encoder;
        this.generator = new Generator(model, encoder);
        this.cache = model.newCache();
    }

    /// Positions the chat takes in the cache now.
    public int contextUsed() {
        return cache.length();
    }

    /// Positions there are.
    public int contextLimit() {
        return cache.limit();
    }

    /// Adds a question that has not been answered.
    public void addQuestion(String text, List<PictureInPrompt> pictures) {
        turns.add(new Turn(text, List.copyOf(pictures), encoder.question(text, pictures)));
    }

    /// Gives the last question an answer from elsewhere: an earlier chat, another model.
    public void addAnswer(String text) {
        turns.getLast().answer = encoder.answer(text);
    }

    /// Takes the last question and its answer back.
    public void removeLastTurn() {
        turns.removeLast();
    }

    /// Answers the last question; an answer it already has is replaced.
    ///
    /// @throws PromptTooLongException if the question alone does not fit
    public GenerationResult generate(
            SamplingOptions sampling, int maxNewTokens, GenerationListener listener, Cancellation cancellation) {
        Turn last = turns.getLast();
        last.answer = null;
        int dropped = makeRoom(maxNewTokens);
        if (dropped > 0) {
            listener.event(new GenerationEvent.TurnsDropped(dropped));
        }
        int room = cache.limit() - length();
        GenerationResult result = generator.generate(
                prompt(), cache, sampling, Math.min(maxNewTokens, Math.max(1, room)), listener, cancellation);
        last.answer = result.tokens().stream().mapToInt(Integer::intValue).toArray();
        if (result.reason() == StopReason.LENGTH && result.tokens().size() < maxNewTokens) {
            return new GenerationResult(
                    result.tokens(),
                    result.text(),
                    StopReason.CONTEXT_FULL,
                    result.promptTokens(),
                    result.reusedTokens(),
                    result.secondsToFirstToken(),
                    result.decodeSeconds());
        }
        return result;
    }

    /// Leaves out the oldest turns until the prompt leaves room for an answer.
    private int makeRoom(int maxNewTokens) {
        int limit = cache.limit();
        int wanted = Math.max(LEAST_ANSWER, Math.min(maxNewTokens, limit / 4));
        int dropped = 0;
        while (length() + wanted > limit && turns.size() > 1) {
            Turn oldest = turns.removeFirst();
            Turn next = turns.getFirst();
            if (!oldest.pictures.isEmpty()) {
                var pictures = new ArrayList<PictureInPrompt>(oldest.pictures);
                pictures.addAll(next.pictures);
                next.pictures = pictures;
                next.question = encoder.question(next.text, pictures);
            }
            dropped++;
        }
        if (length() + LEAST_ANSWER > limit) {
            throw new PromptTooLongException(length(), limit - LEAST_ANSWER);
        }
        return dropped;
    }

    private int length() {
        int length = encoder.begin().length();
        for (Turn turn : turns) {
            length += turn.length();
        }
        return length;
    }

    private Prompt prompt() {
        var parts = new ArrayList<PromptPart>();
        parts.add(encoder.begin());
        for (Turn turn : turns) {
            parts.addAll(turn.question);
            if (turn.answer != null) {
                parts.add(new PromptPart.Tokens(turn.answer));
            }
        }
        return new Prompt(parts);
    }

    @Override
    public void close() {
        cache.close();
    }
}
