package dev.tuwen.compute.spi;

import org.jspecify.annotations.Nullable;

/// The backend is unusable from now on; only closing is allowed.
public final class DeviceLostException extends ComputeException {
    private static final long serialVersionUID = 1L;

    /// @param message what was being done
    /// @param cause the failure behind it, if there is one
    public DeviceLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
