package dev.tuwen.app.engine;

import dev.tuwen.assistant.AnswerListener;
import dev.tuwen.assistant.Answering;
import dev.tuwen.assistant.AskOptions;
import dev.tuwen.assistant.Assistant;
import dev.tuwen.assistant.AssistantInfo;
import dev.tuwen.assistant.Chat;
import dev.tuwen.assistant.Message;
import dev.tuwen.assistant.Picture;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import java.util.List;

/// The real thing: an [Assistant] behind the window's interface.
///
/// @param assistant owned, closed with this
public record AssistantEngine(Assistant assistant) implements Engine {
    /// Opens a model with an assistant of its own.
    public static Engine open(ModelSpec model, OpenOptions options, OpenListener listener) {
        return new AssistantEngine(Assistant.open(model, options, listener));
    }

    @Override
    public AssistantInfo info() {
        return assistant.info();
    }

    @Override
    public EngineChat newChat(List<Message> history) {
        return new AssistantChat(assistant.newChat(history));
    }

    @Override
    public void close() {
        assistant.close();
    }

    private record AssistantChat(Chat chat) implements EngineChat {
        @Override
        public List<Message> messages() {
            return chat.messages();
        }

        @Override
        public Answering ask(String text, List<Picture> pictures, AskOptions options, AnswerListener listener) {
            return chat.ask(text, pictures, options, listener);
        }

        @Override
        public Answering regenerate(AskOptions options, AnswerListener listener) {
            return chat.regenerate(options, listener);
        }

        @Override
        public void close() {
            chat.close();
        }
    }
}
