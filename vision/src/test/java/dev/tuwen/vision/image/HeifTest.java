package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.vision.driver.HeifDecoder;
import dev.tuwen.vision.driver.HeifException;
import dev.tuwen.vision.driver.LibHeif;
import dev.tuwen.vision.image.ImageFormatException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// HEIC and AVIF: with the library where it is installed, else with a stand-in. The files are the drawing in `lost/`,
/// made by `heif-enc` of libheif 1.15.
final class HeifTest {
    private static final byte[] HEIC = "\0\0\0 ftypheic\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private static DecodedImage decode(Optional<HeifDecoder> decoder) {
        return HeifFile.decode(decoder, HEIC, ImageFormat.HEIC, PictureLimits.STANDARD, Rendering.AS_SEEN, () -> false);
    }

    private static byte[] sample(String name) {
        return ImageDecoderTest.resource("heif/" + name);
    }

    private static Bitmap read(String name, Rendering rendering) {
        Assumptions.assumeTrue(LibHeif.installed().isPresent(), "libheif is not installed");
        try {
            return ImageDecoder.decode(sample(name), rendering).upright();
        } catch (ImageFormatException refused) {
            Assumptions.assumeFalse(refused.kind() == Kind.NEEDS_LIBRARY, "libheif has no decoder for it");
            throw refused;
        }
    }

    private static double meanDifference(byte[] actual, byte[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        return IntStream.range(0, actual.length)
                .map(i -> Math.abs((actual[i] & 0xff) - (expected[i] & 0xff)))
                .average()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scene.heic", "scene.avif"})
    void readsPicturesWhereTheLibraryIsInstalled(String name) {
        Bitmap scene = ImageDecoder.decode(ImageDecoderTest.resource("lost/_scene.png"))
                .bitmap();

        assertThat(meanDifference(read(name, Rendering.AS_STORED).rgb(), scene.rgb()))
                .isLessThan(2);
    }

    @Test
    void laysTransparencyOnAGround() {
        Bitmap seen = read("scene_alpha.heic", Rendering.AS_SEEN);
        Bitmap stored = read("scene_alpha.heic", Rendering.AS_STORED);

        assertThat(Byte.toUnsignedInt(seen.rgb()[seen.offset(5, 5)])).isGreaterThan(250);
        assertThat(Byte.toUnsignedInt(stored.rgb()[stored.offset(5, 5)])).isLessThan(60);
    }

    @ParameterizedTest
    @CsvSource({"scene.heic, 20", "scene.heic, 60", "scene.heic, 95", "scene.avif, 50", "scene.avif, 90"})
    void refusesAFileThatIsCutOff(String name, int percent) {
        read(name, Rendering.AS_SEEN);
        byte[] whole = sample(name);

        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> ImageDecoder.decode(Arrays.copyOf(whole, whole.length * percent / 100)))
                .matches(e -> e.kind() == Kind.DAMAGED, "damaged");
    }

    @Test
    void saysWhatToInstallWhereThereIsNoLibrary() {
        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> decode(Optional.empty()))
                .matches(e -> e.kind() == Kind.NEEDS_LIBRARY, "needs a library")
                .withMessageContaining("HEIC")
                .withMessageContaining("libheif")
                .withMessageContaining("save it as JPEG or PNG");
    }

    @ParameterizedTest
    @CsvSource({"NO_DECODER, NEEDS_LIBRARY", "DAMAGED, DAMAGED", "TOO_LARGE, TOO_LARGE"})
    void saysWhatTheLibrarySays(HeifException.Reason reason, Kind kind) {
        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> decode(Optional.of((_, _) -> {
                    throw new HeifException(reason, "no");
                })))
                .matches(e -> e.kind() == kind, "kind");
    }

    /// Files are made by anybody: a size is believed by nobody.
    @ParameterizedTest
    @CsvSource({"70000, 1, TOO_LARGE", "20000, 20000, TOO_LARGE", "0, 5, DAMAGED"})
    void checksTheSizeBeforeAnythingIsDecoded(int width, int height, Kind kind) {
        var decoded = new AtomicBoolean();

        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> decode(Optional.of((_, check) -> {
                    check.check(width, height);
                    decoded.set(true);
                    return new HeifDecoder.Pixels(1, 1, new byte[4]);
                })))
                .matches(e -> e.kind() == kind, "kind");
        assertThat(decoded).isFalse();
    }

    @Test
    void takesThePixelsAsTheyCome() {
        byte[] rgba = {1, 2, 3, -1, 4, 5, 6, -1, 7, 8, 9, 0};
        DecodedImage image = decode(Optional.of((_, _) -> new HeifDecoder.Pixels(3, 1, rgba)));

        assertThat(image.bitmap().rgb()).containsExactly(1, 2, 3, 4, 5, 6, -1, -1, -1);
        assertThat(image.orientation()).isEqualTo(Orientation.UPRIGHT);
    }

    @Test
    void stopsWhenCancelled() {
        assertThatThrownBy(() -> HeifFile.decode(
                        Optional.of((_, _) -> new HeifDecoder.Pixels(1, 1, new byte[4])),
                        HEIC,
                        ImageFormat.HEIC,
                        PictureLimits.STANDARD,
                        Rendering.AS_SEEN,
                        () -> true))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void knowsAvifEvenWhenItCallsItselfAPlainContainerFirst() {
        assertThat(ImageFormat.of("\0\0\0 ftypmif1avif\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1)))
                .contains(ImageFormat.AVIF);
        assertThat(ImageFormat.of("\0\0\0 ftypmif1\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1)))
                .contains(ImageFormat.HEIC);
    }
}
