package dev.tuwen.compute.cpu.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much memory this process has been given, used or not, as Linux says; for tests of what is given back.
final class AddressSpace {
    private static final Path STATUS = Path.of("/proc/self/status");

    private AddressSpace() {}

    static boolean isKnown() {
        return Files.exists(STATUS);
    }

    static long bytes() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmSize:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
