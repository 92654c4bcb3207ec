package dev.tuwen.network;

import java.io.IOException;

/// The other side kept the connection open and sent nothing for too long.
public final class StalledException extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param host the other side
    /// @param seconds how long nothing came
    public StalledException(String host, long seconds) {
        super("'" + host + "' sent nothing for " + seconds + " s");
    }
}
