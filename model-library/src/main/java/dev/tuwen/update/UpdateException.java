package dev.tuwen.update;

import org.jspecify.annotations.Nullable;

/// It could not be found out whether there is a newer version, or it could not be had. The message is for a person, in
/// English.
public final class UpdateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What went wrong.
    public enum Kind {
        /// This build knows no list of releases.
        NO_FEED,
        /// The application is sealed.
        SEALED,
        /// The list, or the package, cannot be reached.
        UNREACHABLE,
        /// What was read is no list of releases.
        NOT_A_FEED,
        /// The list does not have the signature of who published this program.
        NOT_SIGNED,
        /// The package does not have its digest.
        WRONG_DIGEST,
        /// The disk is full, or cannot be written.
        DISK
    }

    private final Kind kind;
    private final String detail;

    UpdateException(Kind kind, String detail, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.detail = detail;
    }

    /// What went wrong.
    public Kind kind() {
        return kind;
    }

    /// A host, a file or a folder that it is about; may be empty.
    public String detail() {
        return detail;
    }
}
