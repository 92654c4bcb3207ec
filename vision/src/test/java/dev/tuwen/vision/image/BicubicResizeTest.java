package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

final class BicubicResizeTest {

    private static Bitmap plain(int width, int height, int level) {
        byte[] rgb = new byte[Bitmap.byteSize(width, height)];
        Arrays.fill(rgb, (byte) level);
        return new Bitmap(width, height, rgb);
    }

    @Test
    void leavesAPictureOfTheRightSizeAlone() {
        Bitmap picture = plain(5, 4, 9);

        assertThat(BicubicResize.resize(picture, 5, 4)).isSameAs(picture);
    }

    @Test
    void keepsAnEvenAreaEven() {
        Bitmap resized = BicubicResize.resize(plain(1000, 3, 201), 7, 90);

        assertThat(resized.rgb()).containsOnly((byte) 201);
    }

    @Test
    void overshootsAtAnEdgeAndClamps() {
        Bitmap picture = plain(8, 1, 0);
        Arrays.fill(picture.rgb(), 12, 24, (byte) 255);

        Bitmap resized = BicubicResize.resize(picture, 16, 1);

        assertThat(resized.rgb()[0]).isZero();
        assertThat(resized.rgb()[45] & 0xff).isEqualTo(255);
    }

    @Test
    void stopsWhenCancelled() {
        Bitmap picture = plain(64, 64, 1);

        assertThatThrownBy(() -> BicubicResize.resize(picture, 32, 32, () -> true))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void refusesSizesWithoutPixels() {
        assertThatIllegalArgumentException().isThrownBy(() -> BicubicResize.resize(plain(2, 2, 0), 0, 5));
    }
}
