package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Lossy WebP against the reference decoder, on a picture with gradients, noise, edges and strong colours: one wrong
/// block spoils all that are predicted from it. The files are made by `make_webp.py` beside them.
final class WebpTest {

    private static final int BLOCK = 16;

    /// Three rows of chroma, each of two pixels.
    private static final int TOUCHED = 6;

    static Stream<String> names() {
        return Stream.concat(
                IntStream.rangeClosed(0, 6)
                        .boxed()
                        .flatMap(method -> IntStream.of(5, 50, 90).mapToObj(quality -> "m" + method + "_q" + quality)),
                Stream.of(
                        "no_filter",
                        "strong_filter",
                        "sharp_filter",
                        "simple_filter",
                        "automatic_filter",
                        "noise_shaping",
                        "low_memory"));
    }

    private static Bitmap read(String file) {
        return ImageDecoder.decode(ImageDecoderTest.resource("webp/" + file)).bitmap();
    }

    static int largestDifference(byte[] actual, byte[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        return IntStream.range(0, actual.length)
                .map(i -> Math.abs((actual[i] & 0xff) - (expected[i] & 0xff)))
                .max()
                .orElseThrow();
    }

    /// Two levels are what the rounding of two conversions from luma and chroma can differ by. The library hands out a
    /// block before its neighbours smooth the borders they share, so that the last columns and rows of each block keep
    /// steps that the reference has smoothed away: these are held to a mean.
    @ParameterizedTest
    @MethodSource("names")
    void readsLossyPicturesAsTheReferenceDoes(String name) {
        Bitmap actual = read(name + ".webp");
        Bitmap expected = read(name + ".png");

        assertThat(actual.width()).isEqualTo(expected.width());
        assertThat(largestDifference(smoothedAtOnce(actual), smoothedAtOnce(expected)))
                .isLessThanOrEqualTo(2);
        assertThat(meanDifference(actual.rgb(), expected.rgb())).isLessThan(2);
    }

    /// The pixels of each block that no later block touches.
    private static byte[] smoothedAtOnce(Bitmap bitmap) {
        var pixels = new ByteArrayOutputStream();
        for (int y = 0; y < bitmap.height(); y++) {
            for (int x = 0; x < bitmap.width(); x++) {
                if (x % BLOCK < BLOCK - TOUCHED && y % BLOCK < BLOCK - TOUCHED) {
                    pixels.write(bitmap.rgb(), bitmap.offset(x, y), Bitmap.CHANNELS);
                }
            }
        }
        return pixels.toByteArray();
    }

    private static double meanDifference(byte[] actual, byte[] expected) {
        return IntStream.range(0, actual.length)
                .map(i -> Math.abs((actual[i] & 0xff) - (expected[i] & 0xff)))
                .average()
                .orElseThrow();
    }

    @Test
    void readsALargePictureOfOneColourFromFewBytes() {
        Bitmap flat = read("flat_lossless.webp");

        assertThat(flat.width()).isEqualTo(4000);
        assertThat(flat.rgb()).hasSize(4000 * 3000 * 3).startsWith(200, 30, 60).endsWith(200, 30, 60);
    }
}
