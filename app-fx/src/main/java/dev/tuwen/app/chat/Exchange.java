package dev.tuwen.app.chat;

import dev.tuwen.app.engine.EngineChat;
import dev.tuwen.assistant.AnswerListener;
import dev.tuwen.assistant.Answering;
import dev.tuwen.assistant.AskOptions;
import dev.tuwen.assistant.Message;
import dev.tuwen.assistant.Picture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One question on its way to the model. It may be stopped before the model has it. Made by [ChatViewModel] per answer;
/// asked on the worker, stopped from the application's thread.
final class Exchange {
    private @Nullable Answering answering;
    private boolean stopped;

    /// Asks, unless stopped before.
    ///
    /// @param again whether the question may be in the conversation already
    /// @return whether it was asked
    synchronized boolean ask(EngineChat chat, Turn turn, boolean again, AskOptions options, AnswerListener listener) {
        if (stopped) {
            return false;
        }
        answering = again && endsWith(chat, turn.question(), turn.pictures())
                ? chat.regenerate(options, listener)
                : chat.ask(turn.question(), turn.pictures(), options, listener);
        return true;
    }

    /// Whether the conversation ends with this question and, perhaps, an answer to it: then it is not said twice.
    private static boolean endsWith(EngineChat chat, String text, List<Picture> pictures) {
        List<Message> messages = chat.messages();
        for (int i = messages.size() - 1; i >= 0; i--) {
            Message message = messages.get(i);
            switch (message.role()) {
                case ASSISTANT -> {}
                case USER -> {
                    return message.text().equals(text) && message.pictures().equals(pictures);
                }
            }
        }
        return false;
    }

    /// Stops, now or as soon as it is asked.
    ///
    /// @return whether the model has the question, so that it will say when it stopped
    synchronized boolean stop() {
        stopped = true;
        if (answering == null) {
            return false;
        }
        answering.stop();
        return true;
    }
}
