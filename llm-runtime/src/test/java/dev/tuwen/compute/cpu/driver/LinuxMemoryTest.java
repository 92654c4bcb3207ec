package dev.tuwen.compute.cpu.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

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
        long before = AddressSpace.bytes();

        for (int i = 0; i < 64; i++) {
            assertThatExceptionOfType(LinuxMemory.Refused.class)
                    .isThrownBy(() -> memory.mapped(code, -1))
                    .withMessageContaining("does not let memory become code");
        }

        assertThat(AddressSpace.bytes() - before).isLessThan(256L * MEBIBYTE);
    }
}
