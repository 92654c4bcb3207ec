package dev.tuwen.cli;

/// The caller's mistake, in one sentence.
final class MistakeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MistakeException(String sentence) {
        super(sentence);
    }
}
