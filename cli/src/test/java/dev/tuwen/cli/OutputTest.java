package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tuwen.cli.driver.BrokenPipe;
import dev.tuwen.testkit.GoldenFolder;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Standard output that cannot be written is a failure; a reader that leaves is none, and changes no verdict.
final class OutputTest {
    private static final String V2 = GoldenFolder.of("v2").toString();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "ask --help",
                "ask --version",
                "doctor",
                "doctor --json",
                "models",
                "models where",
                "models network",
                "ask --model MODEL --max-tokens 3 hello",
                "ask --model MODEL --max-tokens 3 --json hello",
            })
    void neverReportsLostOutputAsSuccess(String call) {
        // when
        Session session = Session.withoutOutput(
                "No space left on device", call.replace("MODEL", V2).split(" "));

        // then
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("tuwen: cannot write to standard output: No space left on device\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "ask --version", "doctor", "models", "ask --model MODEL --max-tokens 3 hello"})
    void endsQuietlyWhenTheReaderLeaves(String call) {
        // when
        Session session = Session.withoutReader(call.replace("MODEL", V2).split(" "));

        // then
        assertThat(session.code()).isZero();
        assertThat(session.err()).isEmpty();
    }

    @Test
    void endsAChatWhoseReaderLeft() {
        // when
        Session session =
                Session.withInputButNoReader("Hello\nAnd?\nWhy?\n", "chat", "--model", V2, "--max-tokens", "2");

        // then
        assertThat(session.code()).isZero();
        assertThat(session.err()).isEmpty();
    }

    @Test
    void tellsAReaderThatLeftFromEveryOtherReason() throws IOException {
        // given
        Pipe pipe = Pipe.open();
        pipe.source().close();

        // when
        IOException broken =
                catchThrowableOfType(IOException.class, () -> pipe.sink().write(ByteBuffer.wrap(new byte[] {1})));
        pipe.sink().close();

        // then
        assertThat(BrokenPipe.isMeantBy(broken)).isTrue();
        assertThat(BrokenPipe.isMeantBy(new IOException("Input/output error"))).isFalse();
        assertThat(BrokenPipe.isMeantBy(new IOException("Bad file descriptor"))).isFalse();
        assertThat(BrokenPipe.isMeantBy(new IOException((String) null))).isFalse();
    }

    @Test
    void takesAFullDeviceForAFailure() throws IOException {
        // given
        Path device = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.isWritable(device), "only Linux has '/dev/full'");

        // when
        IOException full;
        try (var stream = new FileOutputStream(device.toFile())) {
            full = catchThrowableOfType(IOException.class, () -> stream.write(1));
        }

        // then
        assertThat(BrokenPipe.isMeantBy(full)).isFalse();
    }
}
