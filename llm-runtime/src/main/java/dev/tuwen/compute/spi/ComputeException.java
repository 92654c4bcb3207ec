package dev.tuwen.compute.spi;

import org.jspecify.annotations.Nullable;

/// What can go wrong on a device.
public abstract sealed class ComputeException extends RuntimeException
        permits OutOfDeviceMemoryException, DeviceLostException, KernelBuildException, UnsupportedDeviceException {
    private static final long serialVersionUID = 1L;

    ComputeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
