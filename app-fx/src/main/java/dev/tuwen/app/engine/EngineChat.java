package dev.tuwen.app.engine;

import dev.tuwen.assistant.AnswerListener;
import dev.tuwen.assistant.Answering;
import dev.tuwen.assistant.AskOptions;
import dev.tuwen.assistant.Message;
import dev.tuwen.assistant.Picture;
import java.util.List;

/// One conversation with an opened model; see [dev.tuwen.assistant.Chat]. Closed by whoever asked for it. Any thread.
public interface EngineChat extends AutoCloseable {
    /// What was said so far.
    List<Message> messages();

    /// Asks; returns at once.
    Answering ask(String text, List<Picture> pictures, AskOptions options, AnswerListener listener);

    /// Drops the last answer, if there is one, and asks the last question again.
    Answering regenerate(AskOptions options, AnswerListener listener);

    /// Stops, waits, frees.
    @Override
    void close();
}
