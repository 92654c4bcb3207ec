package dev.tuwen.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.vision.image.Bitmap;
import javafx.geometry.Rectangle2D;
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

    @Test
    void takesAPartOfAPicture() {
        Bitmap bitmap = gradient(6, 5);

        ScaledPixels part = ScaledPixels.of(bitmap, new PictureRegion(2, 1, 3, 2), 3);

        ScaledPixels all = ScaledPixels.of(bitmap, 6);
        assertThat(part.argb())
                .containsExactly(
                        all.argb()[8], all.argb()[9], all.argb()[10], all.argb()[14], all.argb()[15], all.argb()[16]);
    }

    @ParameterizedTest
    @CsvSource({
        "-250,-30,1000,200,100,125,15,100,50", // twice as large, in the middle
        "10,20,500,700,800,0,0,500,400", // all of it shows
        "-400,0,500,50,50,400,0,50,50", // its end
        "600,0,500,50,50,0,0,1,50", // none of it
    })
    void tellsWhatOfAPictureShows(
            double x,
            double y,
            double wide,
            double stageWidth,
            double stageHeight,
            int left,
            int top,
            int width,
            int height) {
        var whole = new Rectangle2D(x, y, wide, wide * 400 / 500);

        PictureRegion region = PictureRegion.within(gradient(500, 400), whole, stageWidth, stageHeight);

        assertThat(region).isEqualTo(new PictureRegion(left, top, width, height));
    }
}
