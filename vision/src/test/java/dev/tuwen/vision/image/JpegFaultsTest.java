package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// JPEG pictures whose tables, headers or scans are damaged: what is there is shown, and the file does not pass for
/// whole.
final class JpegFaultsTest {

    private static final int HUFFMAN = 0xc4;
    private static final int SCAN = 0xda;
    private static final int QUANTISERS = 0xdb;

    /// Where the segments with this marker begin, up to the first scan.
    private static List<Integer> segments(byte[] jpeg, int marker) {
        List<Integer> found = new ArrayList<>();
        int at = 2;
        while (true) {
            int here = jpeg[at + 1] & 0xff;
            if (here == marker) {
                found.add(at);
            }
            if (here == SCAN) {
                return found;
            }
            at += 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
        }
    }

    private static byte[] photo(String name) {
        return ImageDecoderTest.resource("lost/" + name);
    }

    private static DecodedImage readsDamaged(byte[] file, Bitmap whole) {
        DecodedImage image = ImageDecoder.decode(file);
        assertThat(image.completeness()).isEqualTo(Completeness.DAMAGED);
        assertThat(image.bitmap().width()).isEqualTo(whole.width());
        assertThat(image.bitmap().height()).isEqualTo(whole.height());
        return image;
    }

    /// A kind that there is none of; more codes than there is room for; a length that is wrong.
    @ParameterizedTest
    @CsvSource({"4, 0x55", "6, 0xff", "3, 0x02", "2, 0x7f"})
    void putsTheUsualTableInPlaceOfABrokenOne(int offset, String value) {
        Bitmap whole = ImageDecoder.decode(photo("photo.jpg")).bitmap();
        for (int table = 0; table < segments(photo("photo.jpg"), HUFFMAN).size(); table++) {
            byte[] file = photo("photo.jpg");
            file[segments(file, HUFFMAN).get(table) + offset] = (byte) (int) Integer.decode(value);

            DecodedImage image = readsDamaged(file, whole);

            assertThat(image.bitmap().rgb()).isEqualTo(whole.rgb());
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 0x35", "3, 0x02", "2, 0x7f"})
    void showsAPictureWithAQuantisationTableThatIsBroken(int offset, String value) {
        Bitmap whole = ImageDecoder.decode(photo("photo.jpg")).bitmap();
        for (int table = 0; table < segments(photo("photo.jpg"), QUANTISERS).size(); table++) {
            byte[] file = photo("photo.jpg");
            file[segments(file, QUANTISERS).get(table) + offset] = (byte) (int) Integer.decode(value);

            readsDamaged(file, whole);
        }
    }

    /// Length, count, component, tables.
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 7, 9})
    void replacesTheHeaderOfTheFirstScanWhereItMakesNoSense(int offset) {
        for (String name : List.of("photo.jpg", "photo_progressive.jpg")) {
            Bitmap whole = ImageDecoder.decode(photo(name)).bitmap();
            byte[] file = photo(name);
            file[segments(file, SCAN).getFirst() + offset] = (byte) 0x7e;

            assertThat(readsDamaged(file, whole).bitmap().rgb()).isEqualTo(whole.rgb());
        }
    }

    @Test
    void takesAMarkerInAScanThatCannotBeOneForAByteThatChanged() {
        Bitmap whole = ImageDecoder.decode(photo("photo.jpg")).bitmap();
        byte[] file = photo("photo.jpg");
        int at = segments(file, SCAN).getFirst()
                + (file.length - segments(file, SCAN).getFirst()) / 2;
        while (file[at] != (byte) 0xff || file[at + 1] != 0) {
            at++;
        }
        for (int marker : new int[] {0x02, HUFFMAN, 0xd8, 0xd9, 0xe1, 0xfe}) {
            file[at + 1] = (byte) marker;

            assertThat(readsDamaged(file, whole).bitmap().rgb()).isEqualTo(whole.rgb());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void findsItsPlaceAgainBehindIntervalsThatAreLost(int lost) {
        // given: a picture with a restart mark every few blocks
        byte[] whole = photo("photo_restart.jpg");
        Bitmap expected = ImageDecoder.decode(whole).bitmap();
        List<Integer> marks = new ArrayList<>();
        for (int at = segments(whole, SCAN).getFirst(); at + 1 < whole.length; at++) {
            if (whole[at] == (byte) 0xff && (whole[at + 1] & 0xf8) == 0xd0) {
                marks.add(at);
            }
        }
        int from = marks.get(1);
        int to = marks.get(1 + lost);
        byte[] file = Arrays.copyOf(whole, whole.length - (to - from));
        System.arraycopy(whole, to, file, from, whole.length - to);

        // when
        Bitmap actual = readsDamaged(file, expected).bitmap();

        // then: the last pixel is where it was
        assertThat(Arrays.copyOfRange(actual.rgb(), actual.rgb().length - 12, actual.rgb().length))
                .isEqualTo(Arrays.copyOfRange(expected.rgb(), expected.rgb().length - 12, expected.rgb().length));
    }

    @Test
    void leavesOutALaterScanThatMakesNoSense() {
        byte[] file = photo("photo_progressive.jpg");
        Bitmap whole = ImageDecoder.decode(file).bitmap();
        int scans = 0;
        for (int at = 0; at + 4 < file.length; at++) {
            if (file[at] == (byte) 0xff && (file[at + 1] & 0xff) == SCAN && ++scans == 3) {
                file[at + 5] = 77;
            }
        }

        Bitmap actual = readsDamaged(file, whole).bitmap();

        assertThat(WebpTest.largestDifference(actual.rgb(), whole.rgb())).isBetween(1, 254);
    }
}
