package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Things with a name that are given as pictures and are no files.
final class ImageFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void waitsForNobodyAtTheOtherEndOfAPipe() throws Exception {
        // given
        Path pipe = folder.resolve("pipe.png");
        try {
            int status = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
            Assumptions.assumeTrue(status == 0, "there are no named pipes here");
        } catch (IOException none) {
            Assumptions.abort("there is no mkfifo here: " + none.getMessage());
        }

        // then
        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> ImageDecoder.decode(pipe))
                .matches(e -> e.kind() == ImageFormatException.Kind.UNREADABLE, "unreadable")
                .withMessageContaining("pipe");
    }

    @Test
    void readsAFileOfAnyLengthWhole() throws IOException {
        byte[] sample;
        try (InputStream in = ImageFileTest.class.getResourceAsStream("samples/png_rgb.png")) {
            sample = Objects.requireNonNull(in, "sample").readAllBytes();
        }
        Path file = Files.write(folder.resolve("a.png"), sample);

        assertThat(ImageDecoder.decode(file).bitmap().rgb())
                .isEqualTo(ImageDecoder.decode(sample).bitmap().rgb());
        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> ImageDecoder.decode(Files.write(folder.resolve("b.png"), new byte[] {(byte) 0x89})))
                .matches(e -> e.kind() == ImageFormatException.Kind.NOT_A_PICTURE, "no picture");
    }
}
