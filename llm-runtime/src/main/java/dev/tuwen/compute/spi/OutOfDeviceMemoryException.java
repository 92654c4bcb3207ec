package dev.tuwen.compute.spi;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Memory for a weight, a buffer or activations did not suffice.
public final class OutOfDeviceMemoryException extends ComputeException {
    private static final long serialVersionUID = 1L;

    private final long neededBytes;
    private final long freeBytes;

    /// @param device name of the device
    /// @param what what the memory was for
    /// @param neededBytes how much was asked for
    /// @param freeBytes how much there was, or -1 when it is not known
    /// @param advice what to do about it
    /// @param cause the failure behind it, if there is one
    public OutOfDeviceMemoryException(
            String device, String what, long neededBytes, long freeBytes, String advice, @Nullable Throwable cause) {
        super(
                "out of device memory on '" + device + "': " + what + " needs " + mebibytes(neededBytes)
                        + (freeBytes < 0 ? "" : ", " + mebibytes(freeBytes) + " free") + "; " + advice,
                cause);
        this.neededBytes = neededBytes;
        this.freeBytes = freeBytes;
    }

    /// How much was asked for, in bytes.
    public long neededBytes() {
        return neededBytes;
    }

    /// How much there was, in bytes; -1 when it is not known.
    public long freeBytes() {
        return freeBytes;
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
