package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What jpackage is told, against the help texts of this JDK's own jpackage, which has those of all systems.
final class JpackageArgumentsTest {
    private static final Path OUTPUT = Path.of("output");

    private final JpackageArguments arguments = new JpackageArguments(
            Version.parse("0.3.1"),
            Path.of("runtime"),
            Path.of("input"),
            List.of("-XX:+UseSerialGC", "-Xmx2g"),
            Path.of("resources"),
            OUTPUT);

    private final Signing signing = Signing.of(Map.of(
            Signing.MAC_APPLICATION, "Developer ID Application: T",
            Signing.MAC_INSTALLER, "Developer ID Installer: T"));

    @Test
    void everyOptionIsDocumentedWithAValueWhereOneIsGiven() throws IOException {
        Map<String, Boolean> documented = documented();
        assertThat(documented)
                .as("options found in the help texts")
                .containsEntry("--type", true)
                .containsEntry("--win-console", false)
                .containsEntry("--mac-sign", false)
                .containsEntry("--mac-entitlements", true);

        for (List<String> words : everything()) {
            for (int i = 0; i < words.size(); i++) {
                String option = words.get(i);
                if (option.startsWith("-J-D")) {
                    continue;
                }
                assertThat(documented).as("%s of %s", option, words).containsKey(option);
                if (Objects.requireNonNull(documented.get(option))) {
                    i++;
                    assertThat(words.size()).as("%s has a value", option).isGreaterThan(i);
                }
            }
        }
    }

    @Test
    void windowsOptionsStayOnWindowsAndThoseOfMacOnMac() {
        for (List<String> words : windows()) {
            assertThat(words).noneMatch(word -> word.startsWith("--mac-") || word.startsWith("--linux-"));
        }
        for (List<String> words : mac()) {
            assertThat(words).noneMatch(word -> word.startsWith("--win-") || word.startsWith("--linux-"));
        }
    }

    @Test
    void windowsInstallerDeletesNoConversations() {
        for (Product.Language language : Product.Language.values()) {
            List<String> words = arguments.msi(OUTPUT.resolve("Tuwen"), language);

            // jpackage deletes the folder it installed into; the application keeps its data in %LOCALAPPDATA%\Tuwen.
            assertThat(value(words, "--install-dir")).isEqualTo("Programs\\Tuwen");
            assertThat(words).contains("--win-per-user-install").doesNotContain("--win-dir-chooser");
        }
    }

    @Test
    void windowsInstallersShareTheirIdentityAndDifferInWords() {
        List<String> english = arguments.msi(OUTPUT.resolve("Tuwen"), Product.Language.ENGLISH);
        List<String> chinese = arguments.msi(OUTPUT.resolve("Tuwen"), Product.Language.CHINESE);

        for (String option : List.of("--win-upgrade-uuid", "--name", "--app-version", "--vendor", "--install-dir")) {
            assertThat(value(chinese, option)).isEqualTo(value(english, option));
        }
        assertThat(value(english, "--win-upgrade-uuid")).isEqualTo("24bea976-74e5-42f7-9f7b-0e0bb6450ffc");
        assertThat(english).contains("-J-Duser.language=en", "-J-Duser.country=US");
        assertThat(chinese).contains("-J-Duser.language=zh", "-J-Duser.country=CN");
        assertThat(value(chinese, "--resource-dir")).isNotEqualTo(value(english, "--resource-dir"));
        assertThat(value(chinese, "--dest")).isNotEqualTo(value(english, "--dest"));
    }

    @Test
    void programWithAConsoleIsMadeApart() {
        List<String> window = arguments.windowsImage();
        List<String> console = arguments.windowsConsole(Path.of("console"));

        assertThat(value(window, "--name")).isEqualTo("Tuwen");
        assertThat(window).doesNotContain("--win-console");
        assertThat(value(console, "--name")).isEqualTo("tuwen");
        assertThat(console).contains("--win-console");
        // On Windows both names are one file.
        assertThat(value(console, "--dest")).isNotEqualTo(value(window, "--dest"));
    }

    @Test
    void everyProgramStartsWithCacheHomeAndOptions() {
        assertThat(javaOptions(arguments.windowsImage()))
                .containsExactly(
                        "-XX:AOTCache=$APPDIR/tuwen.aot", "-Dtuwen.home=$ROOTDIR", "-XX:+UseSerialGC", "-Xmx2g");
        assertThat(javaOptions(arguments.windowsConsole(Path.of("console"))))
                .containsExactly(
                        "-XX:AOTCache=$ROOTDIR/../app/tuwen.aot",
                        "-Dtuwen.home=$ROOTDIR/..",
                        "-XX:+UseSerialGC",
                        "-Xmx2g");
        assertThat(javaOptions(arguments.macImage()))
                .containsExactly(
                        "-XX:AOTCache=$APPDIR/tuwen.aot", "-Dtuwen.home=$APPDIR", "-XX:+UseSerialGC", "-Xmx2g");
        for (List<String> words : Stream.concat(windows().stream(), mac().stream())
                .filter(words -> words.contains("--module"))
                .toList()) {
            assertThat(value(words, "--module")).isEqualTo("dev.tuwen.app/dev.tuwen.app.Main");
            assertThat(javaOptions(words)).noneMatch(option -> option.contains("\\") || option.contains(" "));
        }
    }

    @Test
    void macVersionsDoNotBeginWithNought() {
        assertThat(value(arguments.macImage(), "--app-version")).isEqualTo("1.3.1");
        assertThat(value(arguments.dmg(Path.of("Tuwen.app")), "--app-version")).isEqualTo("1.3.1");
    }

    @Test
    void withoutAnIdentityNothingIsSigned() {
        Signing none = Signing.of(Map.of(Signing.MAC_APPLICATION, "", Signing.NOTARY_KEY, " "));

        assertThat(arguments.pkg(Path.of("Tuwen.app"), none)).noneMatch(word -> word.contains("sign"));
        assertThat(none.windowsSignature(List.of(Path.of("a.exe")))).isEmpty();
        assertThat(none.diskImageSignature(Path.of("a.dmg"))).isEmpty();
        assertThat(none.notarisation(Path.of("a.dmg"))).isEmpty();
    }

    @Test
    void withIdentitiesEverythingIsSignedInItsPlace() {
        Signing all = Signing.of(Map.of(
                Signing.WINDOWS_CERTIFICATE, "ab12",
                Signing.MAC_APPLICATION, "Developer ID Application: T",
                Signing.MAC_INSTALLER, "Developer ID Installer: T",
                Signing.NOTARY_KEY, "key.p8",
                Signing.NOTARY_KEY_ID, "K",
                Signing.NOTARY_ISSUER, "I"));

        assertThat(all.windowsSignature(List.of(Path.of("a.exe"), Path.of("b.dll")))
                        .orElseThrow())
                .startsWith("signtool", "sign", "/sha1", "ab12", "/fd", "SHA256")
                .endsWith("a.exe", "b.dll");
        assertThat(value(arguments.pkg(Path.of("Tuwen.app"), all), "--mac-installer-sign-identity"))
                .isEqualTo("Developer ID Installer: T");
        assertThat(value(
                        arguments.macSignature(Path.of("Tuwen.app"), "Developer ID Application: T"),
                        "--mac-entitlements"))
                .isEqualTo(Path.of("resources", "tuwen.entitlements").toString());
        assertThat(all.notarisation(Path.of("a.dmg")))
                .extracting(step -> step.subList(0, 3))
                .containsExactly(List.of("xcrun", "notarytool", "submit"), List.of("xcrun", "stapler", "staple"));
    }

    @Test
    void halfOfWhatSigningNeedsIsRefused() {
        for (Map<String, String> half : List.of(
                Map.of(Signing.MAC_APPLICATION, "A"),
                Map.of(Signing.MAC_INSTALLER, "A"),
                Map.of(Signing.NOTARY_KEY, "key.p8", Signing.NOTARY_KEY_ID, "K"),
                Map.of(Signing.NOTARY_KEY, "key.p8", Signing.NOTARY_KEY_ID, "K", Signing.NOTARY_ISSUER, "I"))) {
            assertThatExceptionOfType(PackagingException.class)
                    .isThrownBy(() -> Signing.of(half))
                    .withMessageContaining("TUWEN_SIGN_MAC_APPLICATION".substring(0, 6))
                    .withMessageContaining("set");
        }
    }

    private List<List<String>> everything() {
        return Stream.concat(windows().stream(), mac().stream()).toList();
    }

    private List<List<String>> windows() {
        return List.of(
                arguments.windowsImage(),
                arguments.windowsConsole(Path.of("console")),
                arguments.msi(Path.of("Tuwen"), Product.Language.ENGLISH),
                arguments.msi(Path.of("Tuwen"), Product.Language.CHINESE));
    }

    private List<List<String>> mac() {
        Path application = Path.of("Tuwen.app");
        return List.of(
                arguments.macImage(),
                arguments.macSignature(application, "Developer ID Application: T"),
                arguments.dmg(application),
                arguments.pkg(application, signing));
    }

    private static String value(List<String> words, String option) {
        int at = words.indexOf(option);
        assertThat(at).as("%s in %s", option, words).isNotNegative();
        return words.get(at + 1);
    }

    private static List<String> javaOptions(List<String> words) {
        return Stream.iterate(0, i -> i < words.size(), i -> i + 1)
                .filter(i -> words.get(i).equals("--java-options"))
                .map(i -> words.get(i + 1))
                .toList();
    }

    /// Options by name, and whether a value follows: `  --type -t <type>`.
    private static Map<String, Boolean> documented() throws IOException {
        Path texts = FileSystems.getFileSystem(URI.create("jrt:/"))
                .getPath("/modules/jdk.jpackage/jdk/jpackage/internal/resources/HelpResources.properties");
        var properties = new Properties();
        try (var in = Files.newBufferedReader(texts)) {
            properties.load(in);
        }
        var options = new LinkedHashMap<String, Boolean>();
        var line = Pattern.compile("(?m)^ {2}(--[a-z-]+)(?: -[a-z])?[ ]*(<[^>]+>.*)?$");
        var sorted = new HashMap<Object, Object>(properties);
        for (Object text : sorted.values()) {
            line.matcher(text.toString())
                    .results()
                    .forEach(found -> options.put(found.group(1), found.group(2) != null));
        }
        return options;
    }
}
