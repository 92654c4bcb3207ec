package dev.tuwen.assistant;

/// A question being answered. Made by [Chat]; any thread.
public interface Answering {
    /// Asks to stop; heeded within 200 ms, in the middle of a picture or of prefill too. The answer so far is kept.
    /// Does not wait.
    void stop();

    /// Whether the last event was sent.
    boolean isDone();

    /// Waits for the answer.
    ///
    /// @throws RuntimeException the failure, when there is no answer
    Answer await();
}
