package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

final class PictureLimitsTest {

    @Test
    void refusesWhatCanNeverFitTheHeapBeforeAnythingIsDecoded() {
        // given: a pixel a megabyte of heap
        int side = (int) Math.ceil(Math.sqrt((double) (Runtime.getRuntime().maxMemory() >> 20)));
        var size = new PixelSize(side + 1, side + 1);

        assertThatCode(() -> PictureLimits.STANDARD.checkMemory(ImageFormat.GIF, size, 1))
                .doesNotThrowAnyException();
        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> PictureLimits.STANDARD.checkMemory(ImageFormat.GIF, size, 1 << 20))
                .matches(e -> e.kind() == ImageFormatException.Kind.TOO_LARGE, "too large")
                .withMessageContaining("MiB to decode");
    }
}
