package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The pipelines, which nothing but their service runs, against what the build knows.
final class PipelinesTest {
    private static final Path GITHUB = Checkout.root().resolve(".github");

    @Test
    void everySecretThatSigningReadsIsHandedOver() throws IOException {
        String packages = Files.readString(GITHUB.resolve("workflows/packages.yml"));
        String signing = Files.readString(GITHUB.resolve("signing"));

        for (String variable :
                List.of(Signing.MAC_APPLICATION, Signing.MAC_INSTALLER, Signing.NOTARY_KEY_ID, Signing.NOTARY_ISSUER)) {
            assertThat(packages).contains(variable + ": ${{ secrets.");
        }
        for (String variable : List.of(Signing.NOTARY_KEY, Signing.WINDOWS_CERTIFICATE)) {
            assertThat(signing).contains(variable + "=");
        }
        assertThat(found("secrets\\.([A-Z_]+)", packages)).isEqualTo(found("(?m)^      ([A-Z_]+):$", packages));
    }

    @Test
    void everyPackageIsKept() throws IOException {
        String packages = Files.readString(GITHUB.resolve("workflows/packages.yml"));

        for (String kind : List.of("deb", "rpm", "AppImage", "tar.gz", "msi", "zip", "dmg", "pkg", "cdx.json")) {
            assertThat(packages).contains("installer/target/packages/*." + kind + "\n");
        }
        assertThat(packages).contains("installer/target/packages/SHA256SUMS\n");
    }

    @Test
    void scriptsAreWellFormed() throws IOException {
        assumeTrue(Command.find("bash").isPresent(), "there is no bash");

        for (String script : List.of("prove", "signing")) {
            assertThat(Command.of("bash", "-n", GITHUB.resolve(script).toString())
                            .run())
                    .isEmpty();
        }
    }

    @Test
    void proofFindsTheInstallationWhereTheInstallerPutsIt() throws IOException {
        String prove = Files.readString(GITHUB.resolve("prove"));

        assertThat(prove).contains("/" + Product.WINDOWS_FOLDER.replace('\\', '/') + "/bin/tuwen.exe");
        assertThat(prove).contains("'*" + Product.Language.CHINESE.suffix() + ".msi'");
    }

    private static Set<String> found(String pattern, String text) {
        var names = new TreeSet<String>();
        Pattern.compile(pattern).matcher(text).results().forEach(found -> names.add(found.group(1)));
        return names;
    }
}
