package dev.tuwen.assistant;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.generate.ChatSession;
import dev.tuwen.generate.ChatTurn;
import dev.tuwen.generate.GenerationEvent;
import dev.tuwen.generate.GenerationListener;
import dev.tuwen.generate.GenerationResult;
import dev.tuwen.generate.PictureInPrompt;
import dev.tuwen.model.OpenedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The engine's side of a [Chat]: puts a dialogue into the model's terms and answers its last question. Engine thread
/// only; closed by the chat.
final class Answerer implements AutoCloseable {
    private final OpenedModel model;
    private final @Nullable PictureCache pictures;
    private @Nullable ChatSession session;
    /// The last dialogue, so that what its pictures became stays in the cache of pictures.
    private final List<ChatTurn> shown = new ArrayList<>();

    /// @param pictures null where nothing can be seen
    Answerer(OpenedModel model, @Nullable PictureCache pictures) {
        this.model = model;
        this.pictures = pictures;
    }

    /// Answers the last question.
    ///
    /// @throws java.util.concurrent.CancellationException if it was cancelled while encoding pictures
    GenerationResult answer(Dialogue dialogue, AskOptions options, AnswerListener listener, Cancellation cancellation) {
        List<ChatTurn> turns = turns(dialogue, listener, cancellation);
        shown.clear();
        shown.addAll(turns);
        ChatSession open = session;
        if (open == null) {
            open = new ChatSession(model.language(), model.parts().prompts());
            session = open;
        }
        return open.answer(turns, options.sampling(), options.maxNewTokens(), translated(listener), cancellation);
    }

    /// The tokens of an answer this gave, as it stands in later prompts.
    AnswerTokens tokens(GenerationResult result) {
        return new AnswerTokens(vocabulary(), model.parts().prompts().shown(result));
    }

    private Object vocabulary() {
        return model.parts().tokenizer();
    }

    /// Every question the model is shown, with its answer: not those that failed.
    private List<ChatTurn> turns(Dialogue dialogue, AnswerListener listener, Cancellation cancellation) {
        List<Integer> asked = IntStream.range(0, dialogue.questionCount())
                .filter(turn -> !(dialogue.reply(turn) instanceof Unanswered))
                .boxed()
                .toList();
        var all = asked.stream()
                .flatMap(turn -> dialogue.question(turn).pictures().stream())
                .toList();
        PictureEncoding encoding = pictures == null ? null : new PictureEncoding(pictures, all, listener, cancellation);
        var turns = new ArrayList<ChatTurn>(asked.size());
        for (int turn : asked) {
            Question question = dialogue.question(turn);
            // A text model continues a dialogue without its pictures.
            List<PictureInPrompt> seen = encoding == null ? List.of() : encoding.encode(question.pictures());
            turns.add(new ChatTurn(question.text(), seen, reply(dialogue.reply(turn))));
        }
        return turns;
    }

    private ChatTurn.@Nullable Reply reply(@Nullable Message message) {
        if (!(message instanceof Answer answer)) {
            return null;
        }
        int[] ids = answer.tokens().in(vocabulary());
        return ids != null ? new ChatTurn.Reply.Tokens(ids) : new ChatTurn.Reply.Text(answer.text());
    }

    private static GenerationListener translated(AnswerListener listener) {
        return event -> listener.event(
                switch (event) {
                    case GenerationEvent.TurnsLeftOut(int count) -> new AnswerEvent.TurnsLeftOut(count);
                    case GenerationEvent.Prefill(int done, int total) -> new AnswerEvent.Prefill(done, total);
                    case GenerationEvent.TextDelta(String text) -> new AnswerEvent.TextDelta(text);
                    case GenerationEvent.Decoding(int tokens, double rate) -> new AnswerEvent.Decoding(tokens, rate);
                });
    }

    /// Tokens in the cache.
    int contextUsed() {
        return session == null ? 0 : session.contextUsed();
    }

    @Override
    public void close() {
        ChatSession open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }
}
