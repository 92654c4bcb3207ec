package dev.tuwen.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Memory as Linux and containers tell it.
final class HostMemoryTest {
    private static final HostMemory UNKNOWN = new HostMemory(7, 5);
    private static final long KIB = 1024;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path root;

    @BeforeEach
    void machine() throws IOException {
        write("proc/meminfo", "MemTotal:       16000 kB\nMemFree:         1000 kB\nMemAvailable:    9000 kB\n");
    }

    @Test
    void countsWhatIsAvailable() {
        assertThat(HostMemory.linux(root, UNKNOWN)).isEqualTo(new HostMemory(16000 * KIB, 9000 * KIB));
    }

    @Test
    void heedsTheLimitOfAGroupAndOfTheGroupsAround() throws IOException {
        // given
        write("proc/self/cgroup", "0::/outer/inner\n");
        write("sys/fs/cgroup/outer/memory.max", "4096000\n");
        write("sys/fs/cgroup/outer/memory.current", "1096000\n");
        write("sys/fs/cgroup/outer/memory.stat", "anon 5\ninactive_file 500000\n");
        write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
        write("sys/fs/cgroup/outer/inner/memory.current", "1000\n");

        // then
        assertThat(HostMemory.linux(root, UNKNOWN)).isEqualTo(new HostMemory(4096000, 3500000));
    }

    @Test
    void heedsTheOlderKindOfGroups() throws IOException {
        // given
        write("proc/self/cgroup", "5:cpu,memory:/docker/x\n4:pids:/\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "2000000\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "2500000\n");

        // then
        assertThat(HostMemory.linux(root, UNKNOWN)).isEqualTo(new HostMemory(2000000, 0));
    }

    @Test
    void doesWithoutFilesThatAreNotThere() throws IOException {
        Files.delete(root.resolve("proc/meminfo"));
        assertThat(HostMemory.linux(root, UNKNOWN)).isEqualTo(UNKNOWN);
    }

    @Test
    void knowsThisMachine() {
        HostMemory now = HostMemory.now();
        assertThat(now.totalBytes()).isPositive();
        assertThat(now.freeBytes()).isBetween(1L, now.totalBytes());
    }

    private void write(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }
}
