package dev.tuwen.compute.spi;

import org.jspecify.annotations.Nullable;

/// A kernel did not compile or load.
public final class KernelBuildException extends ComputeException {
    private static final long serialVersionUID = 1L;

    /// @param message carries the compiler's log
    /// @param cause the failure behind it, if there is one
    public KernelBuildException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
