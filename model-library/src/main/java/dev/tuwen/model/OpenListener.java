package dev.tuwen.model;

/// Told how far the opening of a model is, and asked whether to go on. Called on the opening thread and on the
/// engine's own; must return quickly.
public interface OpenListener {
    /// Neither listens nor cancels.
    OpenListener NONE = progress -> {};

    /// Something was done.
    void progress(OpenProgress progress);

    /// Whether to give up; then it ends with a [java.util.concurrent.CancellationException] and leaves
    /// nothing behind.
    default boolean cancelled() {
        return false;
    }
}
