package dev.tuwen.cli;

import java.io.IOException;

/// Standard output cannot be written, and not because its reader left: the disk is full, the stream closed or broken.
final class OutputLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputLostException(IOException cause) {
        super("cannot write to standard output: " + reason(cause), cause);
    }

    private static String reason(IOException cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message.strip();
    }
}
