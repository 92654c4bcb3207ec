package dev.tuwen.app.engine;

import dev.tuwen.assistant.Answer;
import dev.tuwen.assistant.AnswerEvent;
import dev.tuwen.assistant.AnswerListener;
import dev.tuwen.assistant.AnswerTokens;
import dev.tuwen.assistant.Answering;
import dev.tuwen.assistant.AskOptions;
import dev.tuwen.assistant.Assistant;
import dev.tuwen.assistant.AssistantInfo;
import dev.tuwen.assistant.Chat;
import dev.tuwen.assistant.Dialogue;
import dev.tuwen.assistant.Message;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.generate.StopReason;
import dev.tuwen.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// An assistant without a model: a test says what it answers, event by event.
public final class FakeAssistant implements Assistant {
    /// A model that lies without its vision encoder.
    public static final String DECODER_ALONE = "decoder-alone.gguf";

    private final AssistantInfo info;
    private final List<FakeChat> chats = new ArrayList<>();
    private boolean closed;

    /// @param name of the model
    /// @param family of the model; text models see no pictures
    /// @param weightBytes memory it pretends to take
    public FakeAssistant(String name, String family, long weightBytes) {
        this.info = new AssistantInfo(
                name,
                name.equals("demo"),
                KnownFamilies.ALL.byId(family).orElseThrow(),
                !family.equals("text") && !name.equals(DECODER_ALONE),
                name.equals(DECODER_ALONE) ? Optional.of("mmproj-" + name) : Optional.empty(),
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
    public FakeChat newChat() {
        if (closed) {
            throw new IllegalStateException("the assistant is closed");
        }
        var chat = new FakeChat();
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

    /// The chats begun, in order.
    public List<FakeChat> chats() {
        return chats;
    }

    /// The chat begun last.
    public FakeChat chat() {
        return chats.getLast();
    }

    /// A chat: the test speaks for the model.
    public static final class FakeChat implements Chat {
        private final List<Dialogue> asked = new CopyOnWriteArrayList<>();
        private @Nullable AnswerListener listener;
        private @Nullable AskOptions options;
        private final StringBuilder answer = new StringBuilder();
        private boolean stopped;
        private boolean closed;

        private FakeChat() {}

        /// The dialogues it was asked to answer, in order.
        public List<Dialogue> asked() {
            return asked;
        }

        /// The words of the last of them, message by message.
        public List<String> words() {
            return asked.getLast().messages().stream().map(Message::text).toList();
        }

        /// Whether it was asked to stop.
        public boolean isStopped() {
            return stopped;
        }

        /// Whether it was closed.
        public boolean isClosed() {
            return closed;
        }

        /// How the last question was to be answered.
        public @Nullable AskOptions options() {
            return options;
        }

        @Override
        public Answering ask(Dialogue dialogue, AskOptions how, AnswerListener told) {
            listener = told;
            options = how;
            answer.setLength(0);
            stopped = false;
            asked.add(dialogue);
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
            if (event instanceof AnswerEvent.TextDelta(String delta)) {
                answer.append(delta);
            }
            told.event(event);
        }

        /// Ends the answer.
        public void finish(StopReason reason) {
            String text = answer.toString();
            say(new AnswerEvent.Finished(new Answer(text, AnswerTokens.UNKNOWN, reason, 75, 10, 6, 0.5, 20, 81, 2048)));
            listener = null;
        }

        /// Writes a whole answer.
        public void answer(String text) {
            say(new AnswerEvent.TextDelta(text));
            finish(StopReason.END_OF_TURN);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
