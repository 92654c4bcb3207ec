package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionTest {

    @ParameterizedTest
    @CsvSource({
        "0.1.0, 0.1.0, 0.1.0, 0.1.0, 1.1.0",
        "0.1.0-SNAPSHOT, 0.1.0~snapshot, 0.1.0~snapshot, 0.1.0, 1.1.0",
        "1.0.0, 1.0.0, 1.0.0, 1.0.0, 2.0.0",
        "12.34.567, 12.34.567, 12.34.567, 12.34.567, 13.34.567"
    })
    void isWrittenAsEachSystemReadsIt(String maven, String debian, String rpm, String windows, String macOs) {
        Version version = Version.parse(maven);

        assertThat(version.debian()).isEqualTo(debian);
        assertThat(version.rpm()).isEqualTo(rpm);
        assertThat(version.windows()).isEqualTo(windows);
        assertThat(version.macOs()).isEqualTo(macOs);
        assertThat(version).hasToString(maven);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2",
                "1.2.3.4",
                "01.2.3",
                "1.2.3-beta",
                "v1.2.3",
                "1.2.3-snapshot",
                "-1.2.3",
                "1.2.3\n"
            })
    void refusesWhatSomeSystemCannotRead(String text) {
        assertThatThrownBy(() -> Version.parse(text))
                .isInstanceOf(PackagingException.class)
                .hasMessageContaining("1.2.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"255.0.0", "1.256.0", "1.0.65536"})
    void refusesNumbersThatWindowsCannotKeep(String text) {
        assertThatThrownBy(() -> Version.parse(text))
                .isInstanceOf(PackagingException.class)
                .hasMessageContaining("Windows Installer");
    }

    @Test
    void keepsTheOrderOnMacOsAcrossTheFirstRelease() {
        assertThat(Version.parse("0.9.0").macOs()).isEqualTo("1.9.0");
        assertThat(Version.parse("1.0.0").macOs()).isEqualTo("2.0.0");
    }
}
