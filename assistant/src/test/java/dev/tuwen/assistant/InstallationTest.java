package dev.tuwen.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    void seesWhatItWasInstalledFrom() {
        Path folder = Path.of("/home/me/tuwen");

        assertThat(Installation.kind(folder, "", "Linux", Map.of())).isEqualTo("tar.gz");
        assertThat(Installation.kind(folder, "", "Linux", Map.of("APPIMAGE", "/home/me/Tuwen.AppImage")))
                .isEqualTo("appimage");
        assertThat(Installation.kind(Path.of("/usr/lib/tuwen"), "", "Linux", Map.of()))
                .isIn("deb", "rpm");
        assertThat(Installation.kind(folder, "", "Windows 11", Map.of())).isEmpty();
        assertThat(Installation.kind(folder, "msi", "Windows 11", Map.of())).isEqualTo("msi");
    }

    @Test
    void knowsNoPlaceOfReleasesInThisSourceTree() {
        assertThat(ApplicationVersion.releases()).isEmpty();
    }
}
