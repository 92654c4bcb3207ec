package dev.tuwen.app.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.vision.image.Bitmap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What holds of pictures made smaller for the screen.
class ScaledPixelsTest {
    private static Bitmap gradient(int width, int height) {
        byte[] rgb = new byte[width * height * Bitmap.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i * 31);
        }
        return new Bitmap(width, height, rgb);
    }

    @Test
    void leavesSmallPicturesAsTheyAre() {
        Bitmap bitmap = gradient(3, 2);

        ScaledPixels pixels = ScaledPixels.of(bitmap, 10);

        assertThat(pixels.width()).isEqualTo(3);
        assertThat(pixels.height()).isEqualTo(2);
        for (int i = 0; i < 6; i++) {
            int argb = pixels.argb()[i];
            assertThat(argb >>> 24).isEqualTo(255);
            assertThat((byte) (argb >> 16)).isEqualTo(bitmap.rgb()[i * 3]);
            assertThat((byte) (argb >> 8)).isEqualTo(bitmap.rgb()[i * 3 + 1]);
            assertThat((byte) argb).isEqualTo(bitmap.rgb()[i * 3 + 2]);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000,10,100,100,1", "10,1000,100,1,100", "7,5,3,3,2", "1,99999,256,1,256"})
    void keepsTheProportions(int width, int height, int longest, int expectedWidth, int expectedHeight) {
        ScaledPixels pixels = ScaledPixels.of(gradient(width, height), longest);

        assertThat(pixels.width()).isEqualTo(expectedWidth);
        assertThat(pixels.height()).isEqualTo(expectedHeight);
    }

    @Test
    void takesTheMeanOfWhatAPixelStandsFor() {
        var bitmap = new Bitmap(2, 2, new byte[] {0, 0, 0, 100, 100, 100, (byte) 200, 0, 0, 100, 100, 0});

        assertThat(ScaledPixels.of(bitmap, 1).argb()).containsExactly(0xff << 24 | 100 << 16 | 50 << 8 | 25);
    }
}
