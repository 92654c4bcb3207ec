package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Transparent pictures as a person sees them. The files are made by `make_alpha.py` beside them.
final class TransparencyTest {

    private static Bitmap seen(String name) {
        return ImageDecoder.decode(ImageDecoderTest.resource(name), Rendering.AS_SEEN)
                .bitmap();
    }

    private static void assertNear(String actual, String expected, int tolerance) {
        Bitmap picture = seen("alpha/" + actual);
        Bitmap right = seen("alpha/" + expected);

        assertThat(picture.width()).isEqualTo(right.width());
        assertThat(WebpTest.largestDifference(picture.rgb(), right.rgb())).isLessThanOrEqualTo(tolerance);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "soft_png.png",
                "soft_png16.png",
                "soft_webp.webp",
                "soft_tiff.tif",
                "soft_bmp.bmp",
                "hard_key.png",
                "hard_key16.png",
                "hard_webp.webp"
            })
    void showsNothingOfWhatIsBehindTransparentPixels(String name) {
        assertNear(name, name.startsWith("soft") ? "soft.png" : "hard.png", 0);
    }

    @ParameterizedTest
    @CsvSource({
        "near_palette.apng, 0",
        "near_gray.apng, 0",
        "near_gif.gif, 0",
        "near_gif_inside.gif, 0",
        "near_multiplied.tif, 2",
        "near_lossy_none_0.webp, 0",
        "near_lossy_none_1.webp, 0",
        "near_lossy_fast_0.webp, 0",
        "near_lossy_fast_1.webp, 0",
        "near_lossy_best_0.webp, 0",
        "near_lossy_best_1.webp, 0"
    })
    void laysEveryKindOfTransparencyOnWhite(String name, int tolerance) {
        assertNear(name, name.substring(0, name.indexOf('.')) + ".png", tolerance);
    }

    @Test
    void leavesTransparencyOutWherePicturesAreComparedWithTheReference() {
        Bitmap stored = ImageDecoder.decode(ImageDecoderTest.resource("alpha/soft_png.png"))
                .bitmap();

        assertThat(stored.rgb()).isNotEqualTo(seen("alpha/soft.png").rgb());
    }

    /// A row of pixels of one gray, the first half opaque, the second transparent.
    private static byte[] half(int gray, int behind) {
        byte[] rgb = new byte[60];
        Arrays.fill(rgb, 0, 30, (byte) gray);
        Arrays.fill(rgb, 30, 60, (byte) behind);
        byte[] alpha = new byte[20];
        Arrays.fill(alpha, 0, 10, (byte) 255);
        return Transparency.onGround(20, 1, rgb, alpha).rgb();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 255", "120, 0", "120, 120"})
    void laysDarkDrawingsOnWhite(int gray, int behind) {
        assertThat(half(gray, behind)[0]).isEqualTo((byte) gray);
        assertThat(half(gray, behind)[59]).isEqualTo((byte) 255);
    }

    @ParameterizedTest
    @CsvSource({"255, 255", "255, 0", "220, 220"})
    void laysLightDrawingsOnADarkGround(int gray, int behind) {
        assertThat(half(gray, behind)[0]).isEqualTo((byte) gray);
        assertThat(half(gray, behind)[59] & 0xff).isLessThan(64);
    }

    @Test
    void takesAPictureAsStoredThatIsTransparentEverywhere() {
        byte[] rgb = {10, 20, 30, 40, 50, 60};

        assertThat(Transparency.onGround(2, 1, rgb.clone(), new byte[2]).rgb()).isEqualTo(rgb);
    }

    @Test
    void mixesHalfTransparentColoursWithTheGround() {
        byte[] rgb = {0, 0, 0, 0, 0, 0};

        assertThat(Transparency.onGround(2, 1, rgb, new byte[] {(byte) 128, 0}).rgb())
                .containsExactly(127, 127, 127, 255, 255, 255);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png_gray16.png", "tiff_gray16.tiff"})
    void takesTheHighByteOfSixteenBitGrayThatTheReferenceClips(String name) {
        Bitmap stored = ImageDecoder.decode(ImageDecoderTest.resource("samples/" + name))
                .bitmap();
        Bitmap shown = seen("samples/" + name);

        long white = clipped(stored);
        assertThat(white).isPositive();
        assertThat(clipped(shown)).isLessThan(white / 4);
    }

    private static long clipped(Bitmap bitmap) {
        long count = 0;
        for (byte value : bitmap.rgb()) {
            count += value == (byte) 255 ? 1 : 0;
        }
        return count;
    }
}
