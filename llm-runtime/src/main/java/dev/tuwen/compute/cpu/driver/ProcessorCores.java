package dev.tuwen.compute.cpu.driver;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;

/// How many of the machine's cores are made for speed. Stateless; any thread.
///
/// Two threads on one core share its arithmetic, and a step ends when the slowest thread does: so what counts is whole
/// cores of the fast kind, not all that the system schedules on.
public final class ProcessorCores {
    private ProcessorCores() {}

    /// Cores of the fast kind that this process may use, at least 1; all processors where the system does not tell.
    public static int performance() {
        int available = Runtime.getRuntime().availableProcessors();
        return Math.clamp(counted().orElse(available), 1, available);
    }

    private static OptionalInt counted() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.contains("linux")) {
            return new LinuxCores(Path.of("/sys/devices"), Path.of("/proc/self/status")).performance();
        }
        if (system.contains("mac")) {
            return MacCores.performance();
        }
        return system.contains("windows") ? WindowsCores.performance() : OptionalInt.empty();
    }
}
