package dev.tuwen.cli;

import java.io.IOException;

/// Nobody reads standard output any more: the command ends quietly.
final class BrokenPipeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenPipeException(IOException cause) {
        super("standard output is closed", cause);
    }
}
