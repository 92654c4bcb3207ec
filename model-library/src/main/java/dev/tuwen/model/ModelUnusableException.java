package dev.tuwen.model;

import org.jspecify.annotations.Nullable;

/// There is a model, but it is incomplete, damaged or of a kind this program does not run.
public final class ModelUnusableException extends ModelException {
    private static final long serialVersionUID = 1L;

    /// @param message which model and what is wrong with it
    /// @param cause the failure behind it, if there is one
    public ModelUnusableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
