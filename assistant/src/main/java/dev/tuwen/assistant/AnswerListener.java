package dev.tuwen.assistant;

/// Told what happens while a question is answered. Called on the assistant's thread; must return quickly and not call
/// back into the chat.
@FunctionalInterface
public interface AnswerListener {
    /// Something happened. The last event is [AnswerEvent.Finished] or [AnswerEvent.Failed].
    void event(AnswerEvent event);
}
