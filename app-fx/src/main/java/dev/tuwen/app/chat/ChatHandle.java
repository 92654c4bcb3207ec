package dev.tuwen.app.chat;

import dev.tuwen.app.engine.Engine;
import dev.tuwen.app.engine.EngineChat;
import dev.tuwen.assistant.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A conversation with one engine, begun when it is first needed. Made by [ChatViewModel], used and closed on the
/// worker only.
final class ChatHandle {
    private final Engine engine;
    private @Nullable EngineChat chat;

    ChatHandle(Engine engine) {
        this.engine = engine;
    }

    Engine engine() {
        return engine;
    }

    /// The conversation.
    ///
    /// @param history what it begins with if it has to be begun
    EngineChat chat(List<Message> history) {
        EngineChat begun = chat;
        if (begun == null) {
            begun = engine.newChat(history);
            chat = begun;
        }
        return begun;
    }

    void close() {
        if (chat != null) {
            chat.close();
            chat = null;
        }
    }
}
