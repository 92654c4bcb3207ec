package dev.tuwen.assistant.bench;

/// A measurement that cannot be made as it was asked for: the message says what does not fit.
public final class BenchMistakeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message what does not fit, in one sentence
    public BenchMistakeException(String message) {
        super(message);
    }
}
