package dev.tuwen.assistant;

import org.jspecify.annotations.Nullable;

/// What can go wrong between a person and a model, beside what is wrong with a file
/// ([dev.tuwen.weights.ModelFormatException], [dev.tuwen.vision.image.ImageFormatException]) or a device
/// ([dev.tuwen.compute.spi.ComputeException]).
public abstract sealed class AssistantException extends RuntimeException
        permits PicturesNotSupportedException,
                QuestionTooLongException,
                ModelNotFoundException,
                ModelUnusableException,
                NotEnoughMemoryException {
    private static final long serialVersionUID = 1L;

    AssistantException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
