package dev.tuwen.model;

import org.jspecify.annotations.Nullable;

/// What can go wrong between a person and a model, in words for that person, beside what is wrong with a file
/// ([dev.tuwen.weights.ModelFormatException], [dev.tuwen.vision.image.ImageFormatException]) or a device
/// ([dev.tuwen.compute.spi.ComputeException]).
public abstract sealed class ModelException extends RuntimeException
        permits PicturesNotSupportedException,
                QuestionTooLongException,
                ModelNotFoundException,
                ModelUnusableException,
                NotEnoughMemoryException {
    private static final long serialVersionUID = 1L;

    /// @param message what went wrong, for a person
    /// @param cause the failure behind it, if there is one
    protected ModelException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
