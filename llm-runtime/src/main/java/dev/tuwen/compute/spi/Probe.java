package dev.tuwen.compute.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a provider found on this machine.
public sealed interface Probe {
    /// Devices that can be opened, best first.
    ///
    /// @param devices at least one
    record Ready(List<Device> devices) implements Probe {
        /// Checks that there is a device.
        public Ready {
            devices = List.copyOf(devices);
            if (devices.isEmpty()) {
                throw new IllegalArgumentException("a probe that is ready names a device");
            }
        }
    }

    /// No device, and why, in one sentence a person can act on.
    ///
    /// @param reason what is missing and what to install, if that helps
    /// @param cause the failure behind it, for the log
    record Unavailable(String reason, @Nullable Throwable cause) implements Probe {}
}
