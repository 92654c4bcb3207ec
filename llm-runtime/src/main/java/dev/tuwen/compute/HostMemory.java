package dev.tuwen.compute;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// Memory of the processor that this process may still use, limits of containers included. The only place that asks the
/// system for it. Immutable.
///
/// @param totalBytes what there is, or what the container allows
/// @param freeBytes what can be had without pushing other programs out; the file cache counts as free
public record HostMemory(long totalBytes, long freeBytes) {
    private static final long NO_LIMIT = Long.MAX_VALUE;

    /// Asks the system.
    public static HostMemory now() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize();
        long free = system.getFreeMemorySize();
        if (System.getProperty("os.name", "").startsWith("Mac")) {
            // macOS keeps memory full of files it could drop at once, and does not count it as free.
            free = Math.max(free, total / 2);
        }
        var whole = new HostMemory(total, Math.min(free, total));
        return Files.isReadable(Path.of("/proc/meminfo")) ? linux(Path.of("/"), whole) : whole;
    }

    /// What Linux says: `MemAvailable` of the machine, then the limits of every control group this process is in.
    ///
    /// @param root of the file system
    /// @param fallback for what the files do not say
    static HostMemory linux(Path root, HostMemory fallback) {
        long total = kibibytes(root, "MemTotal:").orElse(fallback.totalBytes());
        long free = kibibytes(root, "MemAvailable:").orElse(fallback.freeBytes());
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] fields = line.split(":", 3);
            if (fields.length < 3) {
                continue;
            }
            HostMemory limited = null;
            if (fields[1].isEmpty()) {
                limited = group(
                        root.resolve("sys/fs/cgroup"), fields[2], "memory.max", "memory.current", "inactive_file");
            } else if (List.of(fields[1].split(",")).contains("memory")) {
                limited = group(
                        root.resolve("sys/fs/cgroup/memory"),
                        fields[2],
                        "memory.limit_in_bytes",
                        "memory.usage_in_bytes",
                        "total_inactive_file");
            }
            if (limited != null) {
                total = Math.min(total, limited.totalBytes());
                free = Math.min(free, limited.freeBytes());
            }
        }
        return new HostMemory(total, Math.max(0, free));
    }

    /// The tightest limits of a group and of all it is inside.
    private static HostMemory group(Path mount, String group, String limitFile, String usedFile, String cacheKey) {
        long total = NO_LIMIT;
        long free = NO_LIMIT;
        String relative = group.replaceFirst("^/+", "");
        Path folder = mount.resolve(relative).normalize();
        if (!folder.startsWith(mount) || !Files.isDirectory(folder)) {
            // Inside a container the group is often mounted as the root itself.
            folder = mount;
        }
        while (folder != null && folder.startsWith(mount)) {
            OptionalLong limit = number(folder.resolve(limitFile));
            OptionalLong used = number(folder.resolve(usedFile));
            if (limit.isPresent() && used.isPresent()) {
                long cache =
                        keyed(folder.resolve("memory.stat"), cacheKey + " ").orElse(0);
                total = Math.min(total, limit.getAsLong());
                free = Math.min(free, limit.getAsLong() - used.getAsLong() + cache);
            }
            folder = folder.getParent();
        }
        return new HostMemory(total, free);
    }

    private static OptionalLong kibibytes(Path root, String key) {
        OptionalLong value = keyed(root.resolve("proc/meminfo"), key);
        return value.isPresent() ? OptionalLong.of(value.getAsLong() * 1024) : value;
    }

    private static OptionalLong keyed(Path file, String key) {
        for (String line : lines(file)) {
            if (line.startsWith(key)) {
                return parse(line.substring(key.length()).replace("kB", "").strip());
            }
        }
        return OptionalLong.empty();
    }

    /// The number in a file; nothing when there is none, such as `max` for no limit.
    private static OptionalLong number(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() ? OptionalLong.empty() : parse(lines.getFirst().strip());
    }

    private static OptionalLong parse(String digits) {
        try {
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
