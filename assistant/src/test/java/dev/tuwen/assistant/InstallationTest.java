package dev.tuwen.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a process knows of its installation. These tests run from what was built of the sources.
final class InstallationTest {
    @Test
    void isNotInstalledWhereItWasBuilt() {
        Installation now = Installation.now();

        assertThat(now.folder()).isEmpty();
        assertThat(now.kind()).isEmpty();
        assertThat(now.cache()).isEmpty();
    }

    @Test
    void findsTheCacheAmongTheOptions() {
        assertThat(Installation.cache(List.of("-Xmx2g", "-XX:AOTCache=/a/x.aot", "-XX:AOTCache=/b c/图.aot", "-ea")))
                .contains(Path.of("/b c/图.aot"));
        assertThat(Installation.cache(List.of("-Xmx2g", "-XX:AOTCache="))).isEmpty();
    }

    @Test
    void knowsNoPlaceOfReleasesInThisSourceTree() {
        assertThat(ApplicationVersion.releases()).isEmpty();
    }
}
