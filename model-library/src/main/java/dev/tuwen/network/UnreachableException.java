package dev.tuwen.network;

import java.io.IOException;

/// A host cannot be reached at all: nobody knows its name, or nothing listens there.
public final class UnreachableException extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param host that was to be reached
    /// @param cause what the system said
    UnreachableException(String host, IOException cause) {
        super(
                "'" + host + "' cannot be reached" + (cause.getMessage() == null ? "" : ": " + cause.getMessage()),
                cause);
    }

    /// Whether a failure comes from that.
    public static boolean isBehind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnreachableException) {
                return true;
            }
        }
        return false;
    }
}
