package dev.tuwen.assistant;

/// Told how far the opening of a model is, and asked whether to go on. Called on the opening thread and on the
/// assistant's own; must return quickly.
public interface OpenListener {
    /// Neither listens nor cancels.
    OpenListener NONE = progress -> {};

    /// Something was done.
    void progress(OpenProgress progress);

    /// Whether to give up; then [Assistant#open] ends with a [java.util.concurrent.CancellationException] and leaves
    /// nothing behind.
    default boolean cancelled() {
        return false;
    }
}
