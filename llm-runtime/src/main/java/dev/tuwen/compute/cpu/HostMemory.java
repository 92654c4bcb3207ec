package dev.tuwen.compute.cpu;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// How much memory the machine has and how much of it could be had now.
///
/// @param totalBytes all of it, or of the container
/// @param freeBytes free, or held only by caches of files
record HostMemory(long totalBytes, long freeBytes) {
    private static final Path MEMORY_INFO = Path.of("/proc/meminfo");

    /// Asks the system.
    static HostMemory now() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize();
        long free = system.getFreeMemorySize();
        if (Files.isReadable(MEMORY_INFO)) {
            free = Math.max(free, available());
        } else if (!System.getProperty("os.name", "").startsWith("Windows")) {
            // macOS keeps memory full of files it could drop at once, and does not count it as free.
            free = Math.max(free, total / 2);
        }
        return new HostMemory(total, Math.min(free, total));
    }

    private static long available() {
        try (Stream<String> lines = Files.lines(MEMORY_INFO)) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
