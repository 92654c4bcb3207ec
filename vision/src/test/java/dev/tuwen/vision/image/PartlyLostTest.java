package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pictures of which a part is lost: what is there is shown, the rest is gray, and the file does not pass for whole.
final class PartlyLostTest {

    private static byte[] sample(String name) {
        return ImageDecoderTest.resource("samples/" + name);
    }

    static byte[] cut(byte[] whole, int percent) {
        return Arrays.copyOf(whole, whole.length * percent / 100);
    }

    static byte[] row(Bitmap bitmap, int y) {
        return Arrays.copyOfRange(
                bitmap.rgb(), bitmap.offset(0, y), bitmap.offset(0, y) + bitmap.width() * Bitmap.CHANNELS);
    }

    static boolean isGray(byte[] row) {
        byte[] gray = new byte[row.length];
        Arrays.fill(gray, (byte) 128);
        return Arrays.equals(row, gray);
    }

    /// All samples that hold one picture, whose pixels do not come before what tells where they are.
    static Stream<String> names() {
        return ImageDecoderTest.sampleNames()
                .filter(name -> !name.contains("animated") && !name.contains("two_pages"))
                .filter(name -> !name.startsWith("tiff_") && !name.startsWith("webp_") && !name.contains("profile"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void showsWhatIsThereOfAFileThatEndsTooEarly(String name) {
        DecodedImage whole = ImageDecoder.decode(sample(name));
        DecodedImage cut = ImageDecoder.decode(cut(sample(name), 75));

        assertThat(whole.completeness()).isEqualTo(Completeness.WHOLE);
        assertThat(cut.completeness()).isEqualTo(Completeness.ENDS_EARLY);
        assertThat(cut.bitmap().width()).isEqualTo(whole.bitmap().width());
        assertThat(cut.bitmap().height()).isEqualTo(whole.bitmap().height());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "samples/jpeg_444.jpg",
                "samples/png_rgb.png",
                "samples/png_palette.png",
                "samples/bmp_from_top.bmp",
                "lost/photo.gif",
                "lost/photo.jpg",
                "lost/photo_lossless.webp",
                "lost/photo_lossy.webp"
            })
    void keepsTheRowsThatCame(String name) {
        byte[] file = ImageDecoderTest.resource(name);
        Bitmap whole = ImageDecoder.decode(file).bitmap();
        DecodedImage cut = ImageDecoder.decode(cut(file, 75));

        assertThat(cut.completeness()).isEqualTo(Completeness.ENDS_EARLY);
        assertThat(row(cut.bitmap(), 0)).isEqualTo(row(whole, 0));
        assertThat(row(cut.bitmap(), whole.height() / 3)).isEqualTo(row(whole, whole.height() / 3));
        assertThat(isGray(row(cut.bitmap(), whole.height() - 1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bmp_rgb.bmp", "bmp_palette.bmp", "bmp_565.bmp", "bmp_bilevel.bmp"})
    void knowsThatABmpBeginsAtTheBottom(String name) {
        Bitmap whole = ImageDecoder.decode(sample(name)).bitmap();
        Bitmap cut = ImageDecoder.decode(cut(sample(name), 75)).bitmap();

        assertThat(row(cut, cut.height() - 1)).isEqualTo(row(whole, cut.height() - 1));
        assertThat(isGray(row(cut, 0))).isTrue();
    }

    @Test
    void showsTheFirstPassesOfAnInterlacedGifEverywhere() {
        Bitmap whole = ImageDecoder.decode(sample("gif_interlaced.gif")).bitmap();
        Bitmap cut = ImageDecoder.decode(cut(sample("gif_interlaced.gif"), 75)).bitmap();

        assertThat(row(cut, 0)).isEqualTo(row(whole, 0));
        assertThat(isGray(row(cut, cut.height() - 1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 80, 95})
    void showsTheFirstPassesOfAnInterlacedPngEverywhere(int percent) {
        // given: 61 x 47 pixels of a gradient
        byte[] file = ImageDecoderTest.resource("lost/interlaced.png");
        Bitmap whole = ImageDecoder.decode(file).bitmap();

        // when
        DecodedImage cut = ImageDecoder.decode(cut(file, percent));

        // then
        assertThat(cut.completeness()).isEqualTo(Completeness.ENDS_EARLY);
        assertThat(Arrays.copyOf(cut.bitmap().rgb(), 3)).isEqualTo(Arrays.copyOf(whole.rgb(), 3));
        if (percent >= 40) {
            assertThat(WebpTest.largestDifference(cut.bitmap().rgb(), whole.rgb()))
                    .isLessThan(60);
        }
    }

    @Test
    void showsAPngWhosePackedDataEndsBeforeItsRowsDo() {
        DecodedImage image = ImageDecoder.decode(ImageDecoderTest.resource("lost/p_last_rows_missing.png"));
        Bitmap scene = ImageDecoder.decode(ImageDecoderTest.resource("lost/_scene.png"))
                .bitmap();

        assertThat(image.completeness()).isEqualTo(Completeness.ENDS_EARLY);
        assertThat(row(image.bitmap(), 60)).isEqualTo(row(scene, 60));
        assertThat(isGray(row(image.bitmap(), scene.height() - 1))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"jpg_one_byte_flipped.jpg, DAMAGED", "k_height_too_large.jpg, DAMAGED"})
    void showsJpegWithFaults(String name, Completeness completeness) {
        DecodedImage image = ImageDecoder.decode(ImageDecoderTest.resource("lost/" + name));
        Bitmap scene = ImageDecoder.decode(ImageDecoderTest.resource("lost/_scene.png"))
                .bitmap();

        assertThat(image.completeness()).isEqualTo(completeness);
        assertThat(image.bitmap().width()).isEqualTo(scene.width());
        assertThat(WebpTest.largestDifference(row(image.bitmap(), 2), row(scene, 2)))
                .isLessThan(30);
    }

    @Test
    void showsAPngWithAByteThatChangedInItsPixels() {
        byte[] png = ImageDecoderTest.resource("lost/_scene.png");
        png[png.length * 3 / 4] ^= 4;

        assertThat(ImageDecoder.decode(png).completeness()).isEqualTo(Completeness.DAMAGED);
    }

    @Test
    void takesAPngWhoseChecksumsAreCutOffForWhole() {
        byte[] png = sample("png_rgb.png");
        DecodedImage image = ImageDecoder.decode(Arrays.copyOf(png, png.length - 20));

        assertThat(image.completeness()).isEqualTo(Completeness.WHOLE);
        assertThat(image.bitmap().rgb())
                .isEqualTo(ImageDecoder.decode(png).bitmap().rgb());
    }

    @Test
    void showsProgressiveJpegWithoutItsLastScan() {
        byte[] whole = ImageDecoderTest.resource("lost/photo_progressive.jpg");
        int last = 0;
        for (int at = 0; at + 1 < whole.length; at++) {
            last = whole[at] == (byte) 0xff && whole[at + 1] == (byte) 0xda ? at : last;
        }
        DecodedImage image = ImageDecoder.decode(Arrays.copyOf(whole, last));

        assertThat(image.completeness()).isEqualTo(Completeness.ENDS_EARLY);
        assertThat(WebpTest.largestDifference(
                        image.bitmap().rgb(),
                        ImageDecoder.decode(whole).bitmap().rgb()))
                .isLessThan(90);
    }

    @Test
    void showsTheFirstScanOfAProgressiveJpegWhoseOthersCannotBeRead() {
        byte[] file = ImageDecoderTest.resource("lost/photo_progressive.jpg");
        Bitmap whole = ImageDecoder.decode(file).bitmap();
        int scans = 0;
        for (int at = 0; at + 4 < file.length; at++) {
            if (file[at] == (byte) 0xff && file[at + 1] == (byte) 0xda && ++scans == 2) {
                // A scan of five components, where there are three.
                file[at + 4] = 5;
            }
        }

        DecodedImage image = ImageDecoder.decode(file);

        assertThat(image.completeness()).isEqualTo(Completeness.DAMAGED);
        assertThat(WebpTest.largestDifference(image.bitmap().rgb(), whole.rgb()))
                .isLessThan(255);
        assertThat(isGray(row(image.bitmap(), 0))).isFalse();
    }

    /// Rows of four indices: two runs, then indices as they are; the second row is cut off.
    @ParameterizedTest
    @CsvSource({"14, WHOLE", "8, ENDS_EARLY"})
    void readsRunsOfABmpAsFarAsTheyGo(int length, Completeness completeness) {
        ByteBuffer file = ByteBuffer.allocate(14 + 40 + 12).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(0).putInt(0).putInt(66);
        file.putInt(40).putInt(4).putInt(2).putShort((short) 1).putShort((short) 8);
        file.putInt(1).putInt(0).putInt(0).putInt(0).putInt(3).putInt(0);
        file.put(new byte[] {1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0});
        byte[] runs = {3, 1, 1, 2, 0, 0, 0, 4, 2, 1, 0, 1, 0, 1};
        byte[] whole = Arrays.copyOf(file.array(), 66 + runs.length);
        System.arraycopy(runs, 0, whole, 66, runs.length);

        DecodedImage image = ImageDecoder.decode(Arrays.copyOf(whole, 66 + length));

        assertThat(image.completeness()).isEqualTo(completeness);
        assertThat(row(image.bitmap(), 1)).containsExactly(6, 5, 4, 6, 5, 4, 6, 5, 4, 9, 8, 7);
        if (completeness == Completeness.WHOLE) {
            assertThat(row(image.bitmap(), 0)).containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1, 6, 5, 4);
        } else {
            assertThat(isGray(row(image.bitmap(), 0))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb_deflate_strips.tif", "rgb_plain_strips.tif", "rgb_lzw_strips.tif"})
    void showsTheStripsOfATiffThatCame(String name) {
        // given: the directory stands before the pixels
        byte[] file = ImageDecoderTest.resource("lost/" + name);
        Bitmap whole = ImageDecoder.decode(file).bitmap();

        // when
        DecodedImage cut = ImageDecoder.decode(cut(file, 75));

        // then
        assertThat(cut.completeness()).isIn(Completeness.ENDS_EARLY, Completeness.DAMAGED);
        assertThat(row(cut.bitmap(), 0)).isEqualTo(row(whole, 0));
        assertThat(isGray(row(cut.bitmap(), whole.height() - 1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg_444.jpg", "png_rgb.png", "gif_palette.gif", "webp_lossy.webp", "bmp_rgb.bmp"})
    void refusesAFileOfWhichNothingIsThere(String name) {
        byte[] header = Arrays.copyOf(sample(name), 60);

        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> ImageDecoder.decode(header))
                .matches(e -> e.kind() == ImageFormatException.Kind.DAMAGED, "damaged")
                .matches(e -> e.format().isPresent(), "names the format");
    }

    @ParameterizedTest
    @ValueSource(strings = {"animated_lossless.webp", "animated_lossy.webp"})
    void keepsTheRowsThatCameOfAFirstFrame(String name) {
        byte[] file = ImageDecoderTest.resource("lost/" + name);
        Bitmap whole = ImageDecoder.decode(file).bitmap();

        DecodedImage cut = ImageDecoder.decode(cut(file, 40));

        assertThat(cut.completeness()).isEqualTo(Completeness.ENDS_EARLY);
        assertThat(row(cut.bitmap(), 0)).isEqualTo(row(whole, 0));
        assertThat(isGray(row(cut.bitmap(), whole.height() - 1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30, 70})
    void keepsTheColoursOfAPictureWhoseTransparencyIsDamaged(int percent) {
        // given: of the transparency, only a part is said to be there, and what follows is a chunk of another name
        byte[] file = ImageDecoderTest.resource("lost/alpha_apart.webp");
        Bitmap whole = ImageDecoder.decode(file).bitmap();
        int alpha = new String(file, StandardCharsets.ISO_8859_1).indexOf("ALPH");
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int length = bytes.getInt(alpha + 4) + 1 & ~1;
        int kept = length * percent / 100 & ~1;
        bytes.putInt(alpha + 4, kept);
        if (length - kept >= 8) {
            bytes.putInt(alpha + 8 + kept, 0).putInt(alpha + 12 + kept, length - kept - 8);
        }

        // when
        DecodedImage stored = ImageDecoder.decode(file);
        DecodedImage seen = ImageDecoder.decode(file, Rendering.AS_SEEN);

        // then
        assertThat(stored.completeness()).isEqualTo(Completeness.WHOLE);
        assertThat(stored.bitmap().rgb()).isEqualTo(whole.rgb());
        assertThat(seen.completeness()).isEqualTo(Completeness.DAMAGED);
        assertThat(row(seen.bitmap(), whole.height() - 1)).isEqualTo(row(whole, whole.height() - 1));
    }

    @Test
    void findsAWebpPictureWhoseChunksHaveWrongLengths() {
        for (String name : List.of("lost/alpha_apart.webp", "lost/animated_lossless.webp")) {
            byte[] file = ImageDecoderTest.resource(name);
            Bitmap whole = ImageDecoder.decode(file).bitmap();
            // The length of the first chunk.
            file[16] ^= 0x55;

            DecodedImage image = ImageDecoder.decode(file);

            assertThat(image.completeness()).isEqualTo(Completeness.DAMAGED);
            assertThat(image.bitmap().rgb()).isEqualTo(whole.rgb());
        }
    }

    @Test
    void knowsThatALosslessPictureWithBytesToSpareWasMisread() {
        // given: a height one row less than is stored
        byte[] file = ImageDecoderTest.resource("lost/photo_lossless.webp");
        file[22] ^= 64;

        assertThat(ImageDecoder.decode(file).completeness()).isEqualTo(Completeness.DAMAGED);
    }

    @Test
    void saysThatALosslessPictureInAWholeFileIsDamagedWhereItsPixelsEndTooEarly() {
        // given: the picture's length and the file's agree, half of it is gone
        byte[] whole = ImageDecoderTest.resource("lost/photo_lossless.webp");
        byte[] file = Arrays.copyOf(whole, whole.length / 2 & ~1);
        ByteBuffer.wrap(file)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4, file.length - 8)
                .putInt(16, file.length - 20);

        DecodedImage image = ImageDecoder.decode(file);

        assertThat(image.completeness()).isEqualTo(Completeness.DAMAGED);
        assertThat(row(image.bitmap(), 0))
                .isEqualTo(row(ImageDecoder.decode(whole).bitmap(), 0));
    }
}
