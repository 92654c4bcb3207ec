package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The start script of the installed application, with a program in the place of Java that tells how it was called.
final class StartScriptTest {
    private static final String TELL = """
            #!/bin/sh
            for argument; do printf 'argument %s\\n' "$argument"; done
            printf 'locale %s %s\\n' "${LC_ALL:-}" "${LC_CTYPE:-}"
            printf 'inherited %s%s%s%s\\n' "${JAVA_TOOL_OPTIONS:-}" "${JDK_JAVA_OPTIONS:-}" "${_JAVA_OPTIONS:-}" "${CLASSPATH:-}"
            exit 7
            """;

    @TempDir
    Path folder;

    private Path home = Path.of("");
    private Path script = Path.of("");

    @BeforeEach
    void install() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh");
        home = folder.resolve("usr lib").resolve("tuwen");
        script = home.resolve("bin/tuwen");
        executable(script, Files.readString(Checkout.packaging("linux/tuwen")));
        executable(home.resolve("runtime/bin/java"), TELL);
        home = home.toRealPath();
    }

    @Test
    void startsTheImagesOwnJavaWithItsOptionsAndTheArguments() throws IOException {
        Said said = run(List.of(script.toString(), "ask", "--image=a b.png", "two\nlines", ""), Map.of());

        assertThat(said.status()).as("exit status of Java").isEqualTo(7);
        assertThat(said.text())
                .startsWith("argument -XX:AOTCache=" + home + "/tuwen.aot\n"
                        + "argument @" + home + "/java.options\n"
                        + "argument -Dtuwen.home=" + home + "\n"
                        + "argument --module\n"
                        + "argument dev.tuwen.app/dev.tuwen.app.Main\n"
                        + "argument ask\n"
                        + "argument --image=a b.png\n"
                        + "argument two\nlines\n"
                        + "argument \n"
                        + "locale");
    }

    @Test
    void findsItselfThroughLinks() throws IOException {
        Path absolute = Files.createSymbolicLink(folder.resolve("first"), script);
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path relative = Files.createSymbolicLink(bin.resolve("tuwen"), Path.of("../first"));

        for (Path link : List.of(absolute, relative)) {
            assertThat(run(List.of(link.toString()), Map.of()).text()).contains("-Dtuwen.home=" + home + "\n");
        }
        // By a shell that was told the name, not the path.
        assertThat(run(List.of("sh", "-c", "cd '" + bin + "' && sh tuwen"), Map.of())
                        .text())
                .contains("-Dtuwen.home=" + home + "\n");
    }

    @Test
    void systemWithoutALanguageReadsUtf8() throws IOException {
        for (Map<String, String> none : List.of(
                Map.<String, String>of(), Map.of("LANG", "C"), Map.of("LC_ALL", "POSIX"), Map.of("LC_ALL", "C"))) {
            assertThat(run(List.of(script.toString()), none).text())
                    .as("%s", none)
                    .containsPattern("locale (C.UTF-8)? C.UTF-8\n");
        }
        assertThat(run(List.of(script.toString()), Map.of("LC_ALL", "C.UTF-8")).text())
                .as("a language that is one stays")
                .contains("locale C.UTF-8 \n");
    }

    @Test
    void namesNoLocaleKnowsAreNotTaken() throws IOException {
        // As ssh from a Mac sends it.
        Said said = run(List.of(script.toString()), Map.of("LC_CTYPE", "UTF-8", "LANG", "xx_YY.UTF-8"));

        assertThat(said.text()).containsPattern("locale (C.UTF-8)? C.UTF-8\n");
    }

    @Test
    void optionsOfOtherJavaProgramsAreDropped() throws IOException {
        Said said = run(
                List.of(script.toString()),
                Map.of(
                        "JAVA_TOOL_OPTIONS", "-Xmx1m",
                        "JDK_JAVA_OPTIONS", "-Xmx2m",
                        "_JAVA_OPTIONS", "-Xmx3m",
                        "CLASSPATH", "x"));

        assertThat(said.text()).contains("inherited \n");
    }

    @Test
    void damagedInstallationIsSaidInOneSentence() throws IOException {
        Files.delete(home.resolve("runtime/bin/java"));

        Said said = run(List.of(script.toString()), Map.of());

        assertThat(said.status()).isEqualTo(2);
        assertThat(said.text().lines()).singleElement().asString().startsWith("tuwen: the installation is damaged");
    }

    private record Said(int status, String text) {}

    /// Runs it with nothing in the environment but a search path and what is given.
    private static Said run(List<String> words, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(new ArrayList<>(words)).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Said(process.waitFor(), text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void executable(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        assumeTrue(
                Files.getFileStore(file).supportsFileAttributeView("posix")
                        && Files.exists(file, LinkOption.NOFOLLOW_LINKS),
                "files are no programs here");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
