package dev.tuwen.compute.cpu.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LinuxMemoryTest {
    private static final int MEBIBYTE = 1 << 20;

    @Test
    void givesBackMemoryThatMayNotBecomeCode() throws Exception {
        assumeThat(ProcessorFeatures.ofThisMachine())
                .as("a processor of x86-64 under Linux")
                .isNotEmpty();
        LinuxMemory memory = new LinuxMemory();
        var code = new byte[16 * MEBIBYTE];
        long before = addressSpace();

        for (int i = 0; i < 64; i++) {
            assertThatExceptionOfType(LinuxMemory.Refused.class)
                    .isThrownBy(() -> memory.mapped(code, -1))
                    .withMessageContaining("does not let memory become code");
        }

        assertThat(addressSpace() - before).isLessThan(256L * MEBIBYTE);
    }

    /// Bytes of this process's memory, used or not.
    private static long addressSpace() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmSize:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
