package dev.tuwen.compute.cpu.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorCoresTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private void cpu(int number, String siblings, String file, long speed) throws IOException {
        Path cpu = Files.createDirectories(folder.resolve("system/cpu/cpu" + number));
        Files.createDirectories(cpu.resolve("topology"));
        Files.writeString(cpu.resolve("topology/thread_siblings_list"), siblings + "\n");
        Path to = cpu.resolve(file);
        Files.createDirectories(to.resolveSibling("."));
        Files.writeString(to, speed + "\n");
    }

    private LinuxCores cores(String allowed) throws IOException {
        Path status = folder.resolve("status");
        Files.writeString(status, "Name:\tjava\nCpus_allowed_list:\t" + allowed + "\n");
        return new LinuxCores(folder, status);
    }

    @Test
    void countsAtLeastOneAndNoMoreThanThereAre() {
        assertThat(ProcessorCores.performance())
                .isBetween(1, Runtime.getRuntime().availableProcessors());
    }

    @Test
    void countsTwoThreadsOfACoreOnce() throws IOException {
        cpu(0, "0,2", "cpufreq/cpuinfo_max_freq", 4_000_000);
        cpu(1, "1,3", "cpufreq/cpuinfo_max_freq", 4_200_000);
        cpu(2, "0,2", "cpufreq/cpuinfo_max_freq", 4_000_000);
        cpu(3, "1,3", "cpufreq/cpuinfo_max_freq", 4_200_000);

        assertThat(cores("0-3").performance()).hasValue(2);
    }

    @Test
    void leavesSlowCoresOut() throws IOException {
        cpu(0, "0", "cpu_capacity", 1024);
        cpu(1, "1", "cpu_capacity", 940);
        cpu(2, "2", "cpu_capacity", 420);
        cpu(3, "3", "cpu_capacity", 420);

        assertThat(cores("0-3").performance()).hasValue(2);
    }

    @Test
    void believesTheDeviceOfTheFastCoresWhereThereIsOne() throws IOException {
        for (int number = 0; number < 4; number++) {
            cpu(number, String.valueOf(number), "cpufreq/cpuinfo_max_freq", number < 3 ? 4_800_000 : 4_600_000);
        }
        Files.createDirectories(folder.resolve("cpu_core"));
        Files.writeString(folder.resolve("cpu_core/cpus"), "0-2\n");

        assertThat(cores("0-3").performance()).hasValue(3);
    }

    @Test
    void countsOnlyProcessorsOfThisProcess() throws IOException {
        cpu(0, "0", "cpu_capacity", 1024);
        cpu(1, "1", "cpu_capacity", 1024);
        cpu(2, "2", "cpu_capacity", 420);

        assertThat(cores("1,2").performance()).hasValue(1);
        assertThat(cores("2").performance()).hasValue(1);
    }

    @Test
    void saysNothingWhereTheSystemDoesNotTell() throws IOException {
        assertThat(cores("0-3").performance()).isEmpty();
        assertThat(cores("99999999-1").performance()).isEmpty();
        assertThat(cores("3-1").performance()).isEmpty();
    }

    @Test
    void countsTheHighestClassOfWindows() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment records = arena.allocate(3 * 48L);
            for (int core = 0; core < 3; core++) {
                records.set(ValueLayout.JAVA_INT, core * 48L + 4, 48);
                records.set(ValueLayout.JAVA_BYTE, core * 48L + 9, (byte) (core == 1 ? 0 : 1));
            }

            assertThat(WindowsCores.fastest(records)).hasValue(2);
        }
    }

    @Test
    void passesOverRecordsThatDoNotFit() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment records = arena.allocate(48);
            records.set(ValueLayout.JAVA_INT, 4, 49);
            assertThat(WindowsCores.fastest(records)).isEmpty();

            records.set(ValueLayout.JAVA_INT, 4, 0);
            assertThat(WindowsCores.fastest(records)).isEmpty();
        }
    }
}
