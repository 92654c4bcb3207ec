package dev.tuwen.network;

import java.io.IOException;

/// The other side kept the connection open and sent nothing, or next to nothing, for too long.
public final class StalledException extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param host the other side
    /// @param bytes that came
    /// @param seconds how long it was waited
    public StalledException(String host, long bytes, long seconds) {
        super("'" + host + "' sent " + (bytes == 0 ? "nothing for " : "only " + bytes + " bytes in ") + seconds + " s");
    }
}
