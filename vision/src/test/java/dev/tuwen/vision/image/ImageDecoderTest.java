package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

final class ImageDecoderTest {

    /// The samples are made by `make_samples.py` beside them, which also writes what the reference makes of each.
    static Stream<JsonNode> samples() {
        return new ObjectMapper().readTree(resource("samples.json")).valueStream();
    }

    static Stream<String> sampleNames() {
        return samples().map(sample -> sample.get("file").asString());
    }

    static byte[] resource(String name) {
        try (InputStream in = ImageDecoderTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static byte[] sample(String name) {
        return resource("samples/" + name);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsThePixelsThatTheReferenceReads(JsonNode sample) {
        Bitmap bitmap =
                ImageDecoder.decode(sample(sample.get("file").asString())).bitmap();

        assertThat(bitmap.width()).isEqualTo(sample.get("width").asInt());
        assertThat(bitmap.height()).isEqualTo(sample.get("height").asInt());
        assertThat(sha256(bitmap.rgb())).isEqualTo(sample.get("sha256").asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg_turned_and_profile.jpg", "png_turned_and_profile.png", "webp_lossy.webp"})
    void tellsTheOrientationWithoutApplyingIt(String name) {
        DecodedImage image = ImageDecoder.decode(sample(name));

        assertThat(image.orientation()).isEqualTo(Orientation.TURNED_RIGHT);
        assertThat(image.upright().width()).isEqualTo(image.bitmap().height());
        assertThat(image.upright().height()).isEqualTo(image.bitmap().width());
    }

    @Test
    void turnsTiffPicturesAlreadyWhileReading() {
        DecodedImage image = ImageDecoder.decode(sample("tiff_turned.tiff"));
        DecodedImage straight = ImageDecoder.decode(sample("tiff_rgb.tiff"));

        assertThat(image.orientation()).isEqualTo(Orientation.UPRIGHT);
        assertThat(image.bitmap().width()).isEqualTo(straight.bitmap().height());
        assertThat(image.bitmap().rgb())
                .isEqualTo(Orientation.TURNED_RIGHT.apply(straight.bitmap()).rgb());
    }

    @ParameterizedTest
    @MethodSource("sampleNames")
    void survivesDamageOfAnyKind(String name) {
        assertSurvivesDamage(sample(name), name.hashCode());
    }

    static void assertSurvivesDamage(byte[] whole, long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(5); i >= 0; i--) {
                damaged[random.nextInt(random.nextBoolean() ? damaged.length : Math.min(100, damaged.length))] =
                        (byte) random.nextInt(256);
            }

            assertThat(outcome(damaged)).as("seed %d, round %d", seed, round).isNotNull();
        }
    }

    /// Either pixels or the one exception that is allowed; anything else fails the test.
    private static Object outcome(byte[] bytes) {
        try {
            return ImageDecoder.decode(bytes);
        } catch (ImageFormatException refused) {
            return refused.kind();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heic", "heix", "mif1"})
    void namesHeicThatCannotBeRead(String brand) {
        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> ImageDecoder.decode(isoFile(brand)))
                .matches(e -> e.format().orElseThrow() == ImageFormat.HEIC, "HEIC");
    }

    @Test
    void namesAvifEvenWhenItCallsItselfAPlainContainerFirst() {
        byte[] file = isoFile("mif1avif");

        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> ImageDecoder.decode(file))
                .matches(e -> e.format().orElseThrow() == ImageFormat.AVIF, "AVIF");
    }

    private static byte[] isoFile(String brands) {
        return ("\0\0\0 ftyp" + brands + "\0\0\0\0").getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "B", "%PDF-1.7", "hello, this is no picture", "GIF88a......", "RIFF....WAVE"})
    void saysThatOtherFilesAreNoPictures(String content) {
        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> ImageDecoder.decode(content.getBytes(StandardCharsets.ISO_8859_1)))
                .matches(e -> e.kind() == ImageFormatException.Kind.NOT_A_PICTURE, "no picture");
    }

    @Test
    void refusesMoreThanTwoHundredMegapixelsFromTheHeaderAlone() {
        byte[] png = withPngSize(20_000, 10_001);

        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> ImageDecoder.decode(png))
                .matches(e -> e.kind() == ImageFormatException.Kind.TOO_LARGE, "too large")
                .withMessageContaining("20000 x 10001");
    }

    @Test
    void refusesASideThatIsTooLong() {
        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> ImageDecoder.decode(withPngSize(65_536, 1)))
                .matches(e -> e.kind() == ImageFormatException.Kind.TOO_LARGE, "too large");
    }

    @Test
    void refusesAPictureOfNoSize() {
        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> ImageDecoder.decode(withPngSize(0, 7)))
                .matches(e -> e.kind() == ImageFormatException.Kind.DAMAGED, "damaged");
    }

    private static byte[] withPngSize(int width, int height) {
        byte[] png = sample("png_rgb.png");
        for (int i = 0; i < 4; i++) {
            png[16 + i] = (byte) (width >> (24 - 8 * i));
            png[20 + i] = (byte) (height >> (24 - 8 * i));
        }
        return png;
    }

    @Test
    void refusesAPngWhoseHeaderHasAWrongChecksum() {
        byte[] png = sample("png_rgb.png");
        png[30] ^= 1;

        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> ImageDecoder.decode(png))
                .matches(e -> e.kind() == ImageFormatException.Kind.DAMAGED, "damaged");
    }

    @Test
    void readsAJpegWhoseEndMarkerIsMissing() {
        byte[] whole = sample("jpeg_444.jpg");

        Bitmap bitmap =
                ImageDecoder.decode(Arrays.copyOf(whole, whole.length - 2)).bitmap();

        assertThat(bitmap.rgb()).isEqualTo(ImageDecoder.decode(whole).bitmap().rgb());
    }

    @ParameterizedTest
    @EnumSource(
            names = {"HEIC", "AVIF"},
            mode = EnumSource.Mode.EXCLUDE,
            value = ImageFormat.class)
    void goesByTheContentAndNotByTheName(ImageFormat format, @TempDir Path folder) throws IOException {
        String name = sampleNames()
                .filter(sample -> sample.startsWith(format.label().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow();
        Path file = Files.write(folder.resolve("picture.txt"), sample(name));

        assertThat(ImageDecoder.decode(file).format()).isEqualTo(format);
    }

    @Test
    void saysThatAMissingFileCannotBeRead(@TempDir Path folder) {
        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> ImageDecoder.decode(folder.resolve("none.png")))
                .matches(e -> e.kind() == ImageFormatException.Kind.UNREADABLE, "unreadable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jpeg_420.jpg",
                "png_rgb.png",
                "gif_palette.gif",
                "webp_lossy.webp",
                "tiff_rgb.tiff",
                "bmp_rgb.bmp"
            })
    void stopsWhenCancelled(String name) {
        byte[] bytes = sample(name);

        assertThatThrownBy(() -> ImageDecoder.decode(bytes, () -> true)).isInstanceOf(CancellationException.class);
    }
}
