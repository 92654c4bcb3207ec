package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lossy WebP against the reference decoder, on a picture with gradients, noise, edges and strong colours: one wrong
/// block spoils all that are predicted from it. The files are made by `make_webp.py` beside them.
final class WebpTest {

    static Stream<String> names() {
        return Stream.concat(
                IntStream.rangeClosed(0, 6)
                        .boxed()
                        .flatMap(method -> IntStream.of(5, 50, 90).mapToObj(quality -> "m" + method + "_q" + quality)),
                Stream.of(
                        "one_segment",
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

    @ParameterizedTest
    @MethodSource("names")
    void readsLossyPicturesAsTheReferenceDoes(String name) {
        Bitmap actual = read(name + ".webp");
        Bitmap expected = read(name + ".png");

        assertThat(actual.width()).isEqualTo(expected.width());
        assertThat(actual.rgb()).isEqualTo(expected.rgb());
    }

    @Test
    void readsALargePictureOfOneColourFromFewBytes() {
        Bitmap flat = read("flat_lossless.webp");

        assertThat(flat.width()).isEqualTo(4000);
        assertThat(flat.rgb()).hasSize(4000 * 3000 * 3).startsWith(200, 30, 60).endsWith(200, 30, 60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpha", "photo", "2_colours", "3_colours", "13_colours", "100_colours", "dot"})
    void readsLosslessPicturesOfEveryStepOfTheEncoder(String name) {
        Bitmap expected = read("lossless_" + name + ".png");

        for (String method : List.of("0_0", "4_60", "6_100")) {
            assertThat(read("lossless_" + name + "_" + method + ".webp").rgb()).isEqualTo(expected.rgb());
        }
    }
}
