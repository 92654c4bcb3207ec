package dev.tuwen.network;

import java.io.IOException;
import java.nio.file.Path;

/// A connection could not be noted in the list of all that were made, so that it was not made.
public final class UnnotedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Path list;
    private final IOException reason;

    /// @param list the file with the list
    /// @param reason why it cannot be written
    UnnotedException(Path list, IOException reason) {
        super("'" + list + "' cannot be written", reason);
        this.list = list;
        this.reason = reason;
    }

    /// The file with the list.
    public Path list() {
        return list;
    }

    /// Why it cannot be written.
    public IOException reason() {
        return reason;
    }
}
