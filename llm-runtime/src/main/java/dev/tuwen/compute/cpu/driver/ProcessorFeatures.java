package dev.tuwen.compute.cpu.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What a processor can do beyond the usual, by the names Linux gives.
final class ProcessorFeatures {
    private ProcessorFeatures() {}

    /// Of an x86-64 processor under Linux; none elsewhere.
    static Set<String> ofThisMachine() {
        boolean x86 = System.getProperty("os.arch", "").equals("amd64");
        return x86 && System.getProperty("os.name", "").equals("Linux") ? of(Path.of("/proc/cpuinfo")) : Set.of();
    }

    /// Those of the first processor a file such as `/proc/cpuinfo` lists.
    static Set<String> of(Path list) {
        try (Stream<String> lines = Files.lines(list)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> Set.copyOf(List.of(
                            line.substring(line.indexOf(':') + 1).strip().split(" +", -1))))
                    .orElse(Set.of());
        } catch (IOException | UncheckedIOException e) {
            return Set.of();
        }
    }
}
