package dev.tuwen.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Versions as of semver.org.
final class SemanticVersionTest {
    /// The specification's own example of the order, and what people write.
    @Test
    void ordersVersions() {
        List<String> ordered = List.of(
                "0.1.0-SNAPSHOT",
                "0.1.0",
                "0.9.9",
                "0.10.0",
                "1.0.0-1",
                "1.0.0-2",
                "1.0.0-10",
                "1.0.0-99999999999999999999",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "2.0.0",
                "2.1.0",
                "2.1.1");

        for (int i = 0; i < ordered.size(); i++) {
            for (int j = 0; j < ordered.size(); j++) {
                assertThat(Integer.signum(version(ordered.get(i)).compareTo(version(ordered.get(j)))))
                        .as("%s and %s", ordered.get(i), ordered.get(j))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    private static SemanticVersion version(String text) {
        return SemanticVersion.parse(text).orElseThrow();
    }

    @Test
    void passesOverWhatComesAfterThePlus() {
        assertThat(version("1.2.3+build.5")).isEqualByComparingTo(version("1.2.3"));
        assertThat(version("1.2.3-rc.1+001").toString()).isEqualTo("1.2.3-rc.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2",
                "1.2.3.4",
                "v1.2.3",
                "01.2.3",
                "1.2.03",
                "1.2.3-",
                "1.2.3-01",
                "1.2.3-a..b",
                "1.2.3+",
                "-1.2.3",
                "1.2.x",
                " 1.2.3",
                "1.2.3\n",
                "99999999999999999999.0.0",
                "development"
            })
    void refusesWhatIsNone(String text) {
        assertThat(SemanticVersion.parse(text)).isEmpty();
    }

    @Test
    void refusesALongOneAtOnce() {
        assertThat(SemanticVersion.parse("1.0.0-" + "a".repeat(1_000_000))).isEmpty();
    }
}
