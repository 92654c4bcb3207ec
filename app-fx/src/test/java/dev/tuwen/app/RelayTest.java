package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.cli.Arguments;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The relay between a Windows console and Java, run here on whatever system this is.
class RelayTest {
    private static final String ANNOUNCEMENT = "WARNING: Using incubator modules: jdk.incubator.vector";

    @Test
    void runsAnotherJavaWithItsStreamsAndItsExitCodeButWithoutTheAnnouncement(@TempDir Path folder) throws Exception {
        Path input = Files.writeString(folder.resolve("input"), "图里有几个图形?\n");
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        Process process = new ProcessBuilder(
                        java,
                        "-cp",
                        classes(Relay.class) + File.pathSeparator + classes(Arguments.class),
                        Relay.class.getName(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        classes(RelayedProgram.class),
                        RelayedProgram.class.getName(),
                        "what is \"this\"?",
                        "")
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();

        assertThat(process.waitFor()).isEqualTo(RelayedProgram.CODE);
        assertThat(output).hasContent("what is \"this\"?\n\n图里有几个图形?\n");
        assertThat(errors).hasContent("\rworking … 50 %");
    }

    @Test
    void startsNothingButSaysSoWhereTheCheckoutIsStale(@TempDir Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dtuwen.checkout=" + folder,
                        "-cp",
                        classes(Relay.class) + File.pathSeparator + classes(Arguments.class),
                        Relay.class.getName(),
                        "-version")
                .redirectErrorStream(true)
                .start();

        assertThat(process.waitFor()).isEqualTo(Relay.STALE);
        assertThat(process.getInputStream()).isEmpty();
    }

    private static String classes(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 60, 1000})
    void takesOneLineOutHoweverItArrives(int chunk) throws IOException {
        String before = "Picked up JAVA_TOOL_OPTIONS: -Da=图\r\nNOTE: Picked up JDK_JAVA_OPTIONS: -Db=1\r\n";
        String after = "tuwen: 没有文件\n" + ANNOUNCEMENT + "\n\rlast";

        assertThat(passed(before + ANNOUNCEMENT + "\r\n" + after, chunk)).isEqualTo(before + after);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "W",
                "WARNING: something else\nmore",
                "Picked up",
                "\rworking … 5 %",
                "Picked up x\nWARN",
                "NOTE: Picked",
                "NOTE: else\n"
            })
    void passesEverythingElse(String text) throws IOException {
        assertThat(passed(text, 3)).isEqualTo(text);
    }

    @Test
    void holdsNothingBackThatCannotBecomeTheAnnouncement() throws IOException {
        var to = new ByteArrayOutputStream();
        var seenBeforeTheEnd = new ArrayList<String>();
        InputStream end = new InputStream() {
            @Override
            public int read() {
                seenBeforeTheEnd.add(to.toString(StandardCharsets.UTF_8));
                return -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return length == 0 ? 0 : read();
            }
        };

        Relay.pass(new SequenceInputStream(stream("\rworking"), end), to);

        assertThat(seenBeforeTheEnd).containsOnly("\rworking");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain, `\"plain\"`",
                "`what is this?`, `\"what is this?\"`",
                "`say \"hi\"`, `\"say \\\"hi\\\"\"`",
                "`C:\\a b\\`, `\"C:\\a b\\\\\"`",
                "`back\\\"slash`, `\"back\\\\\\\"slash\"`",
                "``, `\"\"`"
            })
    void quotesArgumentsAsWindowsProgramsTakeThemApart(String argument, String quoted) {
        assertThat(Relay.quoted(argument)).isEqualTo(quoted);
    }

    private static String passed(String text, int chunk) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<InputStream> chunks = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += chunk) {
            chunks.add(new ByteArrayInputStream(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + chunk))));
        }
        var to = new ByteArrayOutputStream();
        Relay.pass(new SequenceInputStream(Collections.enumeration(chunks)), to);
        return to.toString(StandardCharsets.UTF_8);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
