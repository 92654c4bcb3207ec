package dev.tuwen.app.engine;

import dev.tuwen.assistant.Answer;
import dev.tuwen.assistant.AnswerEvent;
import dev.tuwen.assistant.AnswerListener;
import dev.tuwen.assistant.Answering;
import dev.tuwen.assistant.AskOptions;
import dev.tuwen.assistant.AssistantInfo;
import dev.tuwen.assistant.Message;
import dev.tuwen.assistant.Picture;
import dev.tuwen.assistant.Role;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.generate.StopReason;
import dev.tuwen.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An engine without a model: a test says what it answers, event by event.
public final class FakeEngine implements Engine {
    private final AssistantInfo info;
    private final List<FakeChat> chats = new ArrayList<>();
    private boolean closed;

    /// @param name of the model
    /// @param family of the model; text models see no pictures
    /// @param weightBytes memory it pretends to take
    public FakeEngine(String name, String family, long weightBytes) {
        this.info = new AssistantInfo(
                name,
                name.equals("demo"),
                KnownFamilies.ALL.byId(family).orElseThrow(),
                !family.equals("text"),
                "512-bit vectors, 8 threads",
                8,
                "cpu",
                "F32",
                false,
                weightBytes,
                2048,
                SamplingOptions.GREEDY,
                1024);
    }

    @Override
    public AssistantInfo info() {
        return info;
    }

    @Override
    public FakeChat newChat(List<Message> history) {
        var chat = new FakeChat(history);
        chats.add(chat);
        return chat;
    }

    @Override
    public void close() {
        closed = true;
    }

    /// Whether it was closed.
    public boolean isClosed() {
        return closed;
    }

    /// The conversations begun, in order.
    public List<FakeChat> chats() {
        return chats;
    }

    /// The conversation begun last.
    public FakeChat chat() {
        return chats.getLast();
    }

    /// A conversation: the test speaks for the model.
    public static final class FakeChat implements EngineChat {
        private final List<Message> messages;
        private final List<Message> history;
        private @Nullable AnswerListener listener;
        private @Nullable AskOptions options;
        private final StringBuilder answer = new StringBuilder();
        private boolean stopped;
        private boolean closed;
        private int regenerated;

        private FakeChat(List<Message> history) {
            this.history = List.copyOf(history);
            this.messages = new ArrayList<>(history);
        }

        /// What it began with.
        public List<Message> history() {
            return history;
        }

        /// Whether it was asked to stop.
        public boolean isStopped() {
            return stopped;
        }

        /// Whether it was closed.
        public boolean isClosed() {
            return closed;
        }

        /// How often the last question was asked again.
        public int regenerated() {
            return regenerated;
        }

        /// How the last question was to be answered.
        public @Nullable AskOptions options() {
            return options;
        }

        @Override
        public List<Message> messages() {
            return List.copyOf(messages);
        }

        @Override
        public Answering ask(String text, List<Picture> pictures, AskOptions how, AnswerListener told) {
            messages.add(Message.user(text, pictures));
            return begin(how, told);
        }

        @Override
        public Answering regenerate(AskOptions how, AnswerListener told) {
            regenerated++;
            if (messages.getLast().role() == Role.ASSISTANT) {
                messages.removeLast();
            }
            return begin(how, told);
        }

        private Answering begin(AskOptions how, AnswerListener told) {
            listener = told;
            options = how;
            answer.setLength(0);
            stopped = false;
            return new Answering() {
                @Override
                public void stop() {
                    stopped = true;
                }

                @Override
                public boolean isDone() {
                    return listener == null;
                }

                @Override
                public Answer await() {
                    throw new UnsupportedOperationException("tests do not wait");
                }
            };
        }

        /// Says something for the model.
        public void say(AnswerEvent event) {
            AnswerListener told = listener;
            if (told == null) {
                throw new IllegalStateException("nothing was asked");
            }
            if (event instanceof AnswerEvent.Text(String piece)) {
                answer.append(piece);
            }
            told.event(event);
        }

        /// Ends the answer.
        public void finish(StopReason reason) {
            String text = answer.toString();
            messages.add(Message.assistant(text));
            say(new AnswerEvent.Finished(new Answer(text, reason, 75, 10, 6, 0.5, 20, 81, 2048)));
            listener = null;
        }

        /// Writes a whole answer.
        public void answer(String text) {
            say(new AnswerEvent.Text(text));
            finish(StopReason.END_OF_TURN);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
