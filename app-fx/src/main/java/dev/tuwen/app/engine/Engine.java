package dev.tuwen.app.engine;

import dev.tuwen.assistant.AssistantInfo;
import dev.tuwen.assistant.Message;
import java.util.List;

/// An opened model. Made by an [EngineOpener]; owned and closed by [EngineService]. Any thread.
public interface Engine extends AutoCloseable {
    /// What was opened.
    AssistantInfo info();

    /// Begins a conversation, or continues an earlier one.
    ///
    /// @param history what was said before
    EngineChat newChat(List<Message> history);

    /// Stops what runs, waits for it and frees everything.
    @Override
    void close();
}
