package dev.tuwen.compute.cpu.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/// Cores as Linux describes them in `/sys/devices`.
///
/// @param devices that folder
/// @param status `/proc/self/status`, for the processors this process may use
record LinuxCores(Path devices, Path status) {
    /// A core with less of the fastest one's speed is of the slow kind. Slow cores of hybrid processors have 0.3 to
    /// 0.65 of it by capacity, fast ones that may not boost as high 0.9.
    private static final double FAST = 0.7;

    private static final int MAXIMUM_PROCESSORS = 8192;

    /// Cores of the fast kind, or nothing where the folder does not tell.
    OptionalInt performance() {
        BitSet usable = usable();
        var speeds = new long[usable.length()];
        long fastest = 0;
        for (int cpu = usable.nextSetBit(0); cpu >= 0; cpu = usable.nextSetBit(cpu + 1)) {
            speeds[cpu] = speed(cpu);
            fastest = Math.max(fastest, speeds[cpu]);
        }
        Set<BitSet> cores = new HashSet<>();
        for (int cpu = usable.nextSetBit(0); cpu >= 0; cpu = usable.nextSetBit(cpu + 1)) {
            if (speeds[cpu] >= FAST * fastest) {
                BitSet siblings = list(processor(cpu).resolve("topology/thread_siblings_list"));
                if (siblings.isEmpty()) {
                    return OptionalInt.empty();
                }
                cores.add(siblings);
            }
        }
        return cores.isEmpty() ? OptionalInt.empty() : OptionalInt.of(cores.size());
    }

    /// Processors of this process, without the slow ones of a hybrid Intel processor, which have a device of their own.
    private BitSet usable() {
        BitSet usable = new BitSet();
        for (String line : text(status).split("\n", -1)) {
            if (line.startsWith("Cpus_allowed_list:")) {
                usable = parse(line.substring(line.indexOf(':') + 1));
            }
        }
        if (usable.isEmpty()) {
            usable = list(devices.resolve("system/cpu/online"));
        }
        BitSet fast = list(devices.resolve("cpu_core/cpus"));
        if (fast.intersects(usable)) {
            usable.and(fast);
        }
        return usable;
    }

    private long speed(int cpu) {
        long capacity = number(processor(cpu).resolve("cpu_capacity"));
        return capacity > 0 ? capacity : number(processor(cpu).resolve("cpufreq/cpuinfo_max_freq"));
    }

    private Path processor(int cpu) {
        return devices.resolve("system/cpu/cpu" + cpu);
    }

    private static long number(Path file) {
        String text = text(file).strip();
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static BitSet list(Path file) {
        return parse(text(file));
    }

    /// A list such as `0-3,8`; empty if it is none.
    private static BitSet parse(String list) {
        var cpus = new BitSet();
        for (String range : list.strip().split(",", -1)) {
            if (!range.matches("\\d{1,5}(-\\d{1,5})?")) {
                return new BitSet();
            }
            String[] ends = range.split("-", -1);
            int first = Integer.parseInt(ends[0]);
            int last = Integer.parseInt(ends[ends.length - 1]);
            if (first > last || last >= MAXIMUM_PROCESSORS) {
                return new BitSet();
            }
            cpus.set(first, last + 1);
        }
        return cpus;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
