package dev.tuwen.compute.spi;

import org.jspecify.annotations.Nullable;

/// The device lacks something the engine needs.
public final class UnsupportedDeviceException extends ComputeException {
    private static final long serialVersionUID = 1L;

    /// @param message names it
    /// @param cause the failure behind it, if there is one
    public UnsupportedDeviceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
