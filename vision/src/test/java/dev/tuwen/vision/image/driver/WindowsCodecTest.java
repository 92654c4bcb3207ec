package dev.tuwen.vision.image.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tuwen.vision.image.driver.SystemCodecException.Missing;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WindowsCodecTest {
    private static final byte[] FILE = {1, 2, 3};

    private final FakeImaging imaging = new FakeImaging();
    private final WindowsCodec codec = new WindowsCodec(imaging);

    @AfterEach
    void releaseStubs() {
        imaging.close();
    }

    @Test
    void decodesThroughTheTablesOfObjects() throws Exception {
        SystemPixels pixels = codec.decode(FILE, (width, height) -> {});

        assertThat(pixels.width()).isEqualTo(3);
        assertThat(pixels.height()).isEqualTo(2);
        assertThat(pixels.rgba()).hasSize(24).startsWith(0, 1, 2, 3, 4);
        assertThat(imaging.file()).isEqualTo(FILE);
        assertThat(imaging.open).isEmpty();
        assertThat(imaging.entered).isFalse();
    }

    @Test
    void asksForTheSizeBeforeItDecodes() {
        assertThatIllegalStateException()
                .isThrownBy(() -> codec.decode(FILE, (width, height) -> {
                    throw new IllegalStateException(width + " x " + height);
                }))
                .withMessage("3 x 2");

        assertThat(imaging.calls).doesNotContain("copyPixels");
        assertThat(imaging.open).isEmpty();
        assertThat(imaging.entered).isFalse();
    }

    @Test
    void releasesAllWhereverItFails() {
        for (String failing : List.of(
                "factory",
                "createStream",
                "fromMemory",
                "createDecoder",
                "getFrame",
                "getSize",
                "createConverter",
                "initialize",
                "copyPixels")) {
            imaging.failing = failing;

            assertThatExceptionOfType(SystemCodecException.class)
                    .as(failing)
                    .isThrownBy(() -> codec.decode(FILE, (width, height) -> {}))
                    .withMessage("Windows says 0x80004001");
            assertThat(imaging.open).as(failing).isEmpty();
            assertThat(imaging.entered).as(failing).isFalse();
        }
    }

    @Test
    void saysWhatHasToBeInstalled() {
        imaging.failing = "createDecoder";
        imaging.failure = 0x88982F50;

        assertThatExceptionOfType(SystemCodecException.class)
                .isThrownBy(() -> codec.decode(FILE, (width, height) -> {}))
                .satisfies(failure -> assertThat(failure.missing()).contains(Missing.WINDOWS_EXTENSIONS));
    }
}
