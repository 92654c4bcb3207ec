package dev.tuwen.network;

import java.io.IOException;

/// Somebody asked for a connection while the application is sealed; none was made.
public final class SealedException extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param host where the connection would have gone
    public SealedException(String host) {
        super("the application is sealed: no connection to '" + host + "' was made");
    }
}
