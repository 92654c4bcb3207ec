package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.assistant.Installation;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is said in an installed program and not where it was built, and the other way round.
final class InstalledSentencesTest {
    private static final Installation INSTALLED = new Installation(
            Optional.of(Path.of("/usr/lib/tuwen")), "deb", Optional.of(Path.of("/usr/lib/tuwen/tuwen.aot")), false);

    @Test
    void namesTheFileThatHoldsTheOptions() {
        assertThat(Failures.moreHeap(INSTALLED)).isEqualTo("-Xmx4g in '/usr/lib/tuwen/java.options' allows 4 GB");
        assertThat(Failures.moreHeap(Installation.now())).contains("JDK_JAVA_OPTIONS");
    }

    @Test
    void doctorSaysWhereItIsInstalledAndWhetherItStartsFromItsCache() {
        assertThat(DoctorCommand.installed(INSTALLED)).isEqualTo("/usr/lib/tuwen, from a package (deb)");
        assertThat(DoctorCommand.cache(INSTALLED)).isEqualTo("/usr/lib/tuwen/tuwen.aot, not used: starts take longer");
        assertThat(Session.of("doctor").out())
                .contains("Installed  no, it runs from what was built of its sources")
                .contains("Cache      none, starts take longer");
        assertThat(Session.of("doctor", "--json").out()).contains("\"start_cache_used\"");
    }

    @Test
    void updatesSaysThatThisBuildKnowsNoPlace() {
        Session session = Session.of("updates");

        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).isEqualTo("tuwen: this build knows no place where newer versions are listed\n");
    }
}
