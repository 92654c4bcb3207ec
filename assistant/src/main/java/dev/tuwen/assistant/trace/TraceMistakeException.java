package dev.tuwen.assistant.trace;

import org.jspecify.annotations.Nullable;

/// A trace that cannot be made as it was asked for: the message says what does not fit.
public final class TraceMistakeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message what does not fit, in one sentence
    public TraceMistakeException(String message) {
        this(message, null);
    }

    /// @param message what does not fit, in one sentence
    /// @param cause the failure behind it, if there is one
    public TraceMistakeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
