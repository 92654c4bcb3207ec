package dev.tuwen.installer;

/// A package cannot be made: what failed, and what to do about it.
final class PackagingException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    PackagingException(String message) {
        super(message);
    }

    PackagingException(String message, Throwable cause) {
        super(message, cause);
    }
}
