package dev.tuwen.assistant;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.generate.ChatSession;
import dev.tuwen.generate.GenerationEvent;
import dev.tuwen.generate.GenerationListener;
import dev.tuwen.generate.GenerationResult;
import dev.tuwen.generate.PictureInPrompt;
import dev.tuwen.generate.PromptTooLongException;
import dev.tuwen.generate.StopReason;
import dev.tuwen.model.OpenedModel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The engine's side of a [Chat]: brings what was said into the model's cache and answers the last question. Engine
/// thread only; closed by the chat.
final class Conversation implements AutoCloseable {
    private final OpenedModel model;
    private final @Nullable PictureCache pictures;
    private final List<Message> fed = new ArrayList<>();
    private @Nullable ChatSession session;

    Conversation(OpenedModel model, @Nullable PictureCache pictures) {
        this.model = model;
        this.pictures = pictures;
    }

    /// Answers the last of some messages, which is a question. What was fed before is not read again.
    ///
    /// @param said the whole conversation, without questions that failed
    /// @throws java.util.concurrent.CancellationException if it was cancelled while looking at pictures
    GenerationResult answer(
            List<Message> said, AskOptions options, AnswerListener listener, Cancellation cancellation) {
        rewindTo(said);
        ChatSession open = session();
        try {
            feed(open, said, listener, cancellation);
            GenerationResult result =
                    open.generate(options.sampling(), options.maxNewTokens(), translated(listener), cancellation);
            if (!isStoppedEarly(result)) {
                fed.add(Message.assistant(result.text()));
            }
            return result;
        } catch (PromptTooLongException e) {
            // The session has left out all turns before this question, so that it is of no use for a shorter one.
            reset();
            throw e;
        }
    }

    /// Whether there is no answer to keep: stopped before the first token.
    static boolean isStoppedEarly(GenerationResult result) {
        return result.reason() == StopReason.CANCELLED && result.text().isEmpty();
    }

    /// Takes turns back that are not what was said: the last answer when it is to be given again, or a question that
    /// failed.
    private void rewindTo(List<Message> said) {
        int same = 0;
        while (same < Math.min(fed.size(), said.size()) && isSame(fed.get(same), said.get(same))) {
            same++;
        }
        if (same == fed.size()) {
            return;
        }
        boolean onlyLastAnswer =
                same == fed.size() - 1 && fed.getLast().role() == Role.ASSISTANT && same == said.size();
        boolean onlyLastQuestion = same == fed.size() - 1 && fed.getLast().role() == Role.USER;
        if (onlyLastAnswer) {
            fed.removeLast();
        } else if (onlyLastQuestion) {
            fed.removeLast();
            session().removeLastTurn();
        } else {
            reset();
        }
    }

    /// Questions are told apart as objects: the same words may be said twice.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Message a, Message b) {
        return a == b || (a.role() == Role.ASSISTANT && a.equals(b));
    }

    private void feed(ChatSession open, List<Message> said, AnswerListener listener, Cancellation cancellation) {
        List<Message> fresh = said.subList(fed.size(), said.size());
        PictureEncoding encoding = encoding(fresh, listener, cancellation);
        for (Message message : List.copyOf(fresh)) {
            switch (message.role()) {
                case USER -> {
                    List<PictureInPrompt> seen = encoding == null ? List.of() : encoding.encode(message.pictures());
                    open.addQuestion(message.text(), seen);
                }
                case ASSISTANT -> {
                    // An answer to nothing has no place in a prompt.
                    if (fed.stream().anyMatch(earlier -> earlier.role() == Role.USER)) {
                        open.addAnswer(message.text());
                    }
                }
            }
            fed.add(message);
        }
    }

    /// Null where nothing can be seen: a text model continues a conversation without its pictures.
    private @Nullable PictureEncoding encoding(
            List<Message> fresh, AnswerListener listener, Cancellation cancellation) {
        PictureCache cache = pictures;
        if (cache == null) {
            return null;
        }
        var unseen = new ArrayList<Picture>();
        for (Message message : fresh) {
            for (Picture picture : message.pictures()) {
                boolean listed = unseen.stream().anyMatch(other -> other.upright() == picture.upright());
                if (!listed && cache.find(picture) == null) {
                    unseen.add(picture);
                }
            }
        }
        return new PictureEncoding(cache, unseen, listener, cancellation);
    }

    private static GenerationListener translated(AnswerListener listener) {
        return event -> listener.event(
                switch (event) {
                    case GenerationEvent.TurnsDropped dropped -> new AnswerEvent.TurnsForgotten(dropped.count());
                    case GenerationEvent.Reading reading -> new AnswerEvent.Reading(reading.done(), reading.total());
                    case GenerationEvent.Text text -> new AnswerEvent.Text(text.piece());
                });
    }

    /// Tokens in the cache.
    int contextUsed() {
        ChatSession open = session;
        return open == null ? 0 : open.contextUsed();
    }

    private ChatSession session() {
        ChatSession open = session;
        if (open == null) {
            open = new ChatSession(model.language(), model.parts().prompts());
            session = open;
        }
        return open;
    }

    private void reset() {
        close();
        fed.clear();
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
