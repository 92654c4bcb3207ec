package dev.tuwen.assistant;

import dev.tuwen.model.PicturesNotSupportedException;

/// What one dialogue with its branches needs of a model: a key-value cache. Made by [Assistant#newChat]; closed by
/// whoever asked for it, before the assistant. Any thread, none of which ever waits; one answer at a time.
///
/// The dialogue itself is not in here: it is a value of the caller's and comes whole with every question. What it has
/// in common with the one that was answered last is not computed again, whether it goes on from there, begins its last
/// turn anew, or is another branch; pictures are encoded once in any case.
public interface Chat extends AutoCloseable {
    /// Answers the last question of a dialogue. Returns at once; the listener is told what happens, on the assistant's
    /// thread. Another question may be asked as soon as the last event is there.
    ///
    /// Pictures of the last question given to a model without a vision encoder fail with
    /// [PicturesNotSupportedException]; those of earlier ones are left out.
    ///
    /// @param dialogue its last question waits for an answer
    /// @throws IllegalArgumentException if no question waits
    /// @throws IllegalStateException while another answer is being given, or after close
    Answering ask(Dialogue dialogue, AskOptions options, AnswerListener listener);

    /// Stops the answer that is being given and frees what the chat holds on the device, soon; does not wait.
    @Override
    void close();
}
