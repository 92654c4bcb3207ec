package dev.tuwen.vision.driver;

/// A picture that a library of the system does not decode.
public final class HeifException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Why not.
    public enum Reason {
        /// The library has no decoder for what the picture is coded with.
        NO_DECODER,
        /// The file is damaged, or of a kind that the library does not know.
        DAMAGED,
        /// It takes more memory than there is, or than the library allows.
        TOO_LARGE
    }

    private final Reason reason;

    /// @param reason why
    /// @param message what the library said
    public HeifException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// Why.
    public Reason reason() {
        return reason;
    }
}
