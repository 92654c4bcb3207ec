package dev.tuwen.assistant;

import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;

/// An opened model on a device. Made by [#open]; closed by whoever opened it. Any thread.
public interface Assistant extends AutoCloseable {
    /// Opens a model. Takes from a second to minutes: call it on a background thread.
    ///
    /// @param model which model
    /// @param options where and how
    /// @param listener told how far it is, and asked whether to go on
    /// @throws java.util.concurrent.CancellationException if the listener said so
    /// @throws dev.tuwen.model.ModelException if the model is not there, incomplete or too large
    /// @throws dev.tuwen.weights.ModelFormatException if a file of the model is damaged
    /// @throws dev.tuwen.compute.spi.ComputeException if the device cannot be used
    static Assistant open(ModelSpec model, OpenOptions options, OpenListener listener) {
        return OpenedAssistant.open(model, options, listener);
    }

    /// What was opened.
    AssistantInfo info();

    /// A chat with nothing in its cache.
    ///
    /// @throws IllegalStateException after close
    Chat newChat();

    /// Stops what runs, waits for it, and frees everything, chats that are still open included.
    @Override
    void close();
}
