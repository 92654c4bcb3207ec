package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TIFF pictures of which strips or lines are lost: the others are shown in their places.
final class TiffPartlyLostTest {

    /// The place where the numbers of a tag begin, in a little-endian TIFF file.
    private static int numbersAt(ByteBuffer tiff, int tag) {
        int entry = tiff.getInt(4) + 2;
        while (tiff.getShort(entry) != tag) {
            entry += 12;
        }
        int bytes = tiff.getInt(entry + 4) * (tiff.getShort(entry + 2) == 3 ? 2 : 4);
        return bytes <= 4 ? entry + 8 : tiff.getInt(entry + 8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fax_runs",
                "fax_group_3",
                "fax_group_3_flat",
                "fax_group_4",
                "chroma_2_2",
                "chroma_1_1",
                "rgb_8_strips_deflate_2_le"
            })
    void showsTheOtherStripsOfATiffWhereOneIsLost(String name) {
        // given: the second strip of several begins behind the end of the file
        byte[] file = ImageDecoderTest.resource("tiff/" + name + ".tif");
        Bitmap whole = ImageDecoder.decode(file).bitmap();
        ByteBuffer tiff = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int rows = tiff.getShort(numbersAt(tiff, 278));
        tiff.putInt(numbersAt(tiff, 273) + 4, file.length);

        // when
        DecodedImage image = ImageDecoder.decode(file);

        // then
        assertThat(image.completeness()).isEqualTo(Completeness.DAMAGED);
        assertThat(PartlyLostTest.row(image.bitmap(), 0)).isEqualTo(PartlyLostTest.row(whole, 0));
        assertThat(PartlyLostTest.row(image.bitmap(), whole.height() - 1))
                .isEqualTo(PartlyLostTest.row(whole, whole.height() - 1));
        assertThat(PartlyLostTest.isGray(PartlyLostTest.row(image.bitmap(), rows)))
                .isTrue();
        assertThat(PartlyLostTest.isGray(PartlyLostTest.row(image.bitmap(), 2 * rows - 1)))
                .isTrue();
    }

    @Test
    void goesOnBehindALineOfAFaxThatIsDamaged() {
        // given: zeros, which no line holds so many of, in the second strip
        byte[] file = ImageDecoderTest.resource("tiff/fax_group_3.tif");
        Bitmap whole = ImageDecoder.decode(file).bitmap();
        ByteBuffer tiff = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int strip = tiff.getInt(numbersAt(tiff, 273) + 4);
        tiff.putShort(strip + 100, (short) 0);

        // when
        DecodedImage image = ImageDecoder.decode(file);

        // then
        assertThat(image.completeness()).isEqualTo(Completeness.DAMAGED);
        assertThat(PartlyLostTest.row(image.bitmap(), 50)).isEqualTo(PartlyLostTest.row(whole, 50));
        assertThat(PartlyLostTest.row(image.bitmap(), whole.height() - 1))
                .isEqualTo(PartlyLostTest.row(whole, whole.height() - 1));
        for (int y = 50; y < 100; y++) {
            assertThat(PartlyLostTest.isGray(PartlyLostTest.row(image.bitmap(), y)))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fax_runs", "fax_group_3", "fax_group_4_one_strip"})
    void keepsTheLinesOfAFaxThatCame(String name) {
        byte[] file = ImageDecoderTest.resource("tiff/" + name + ".tif");
        Bitmap whole = ImageDecoder.decode(file).bitmap();
        ByteBuffer tiff = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int lengths = numbersAt(tiff, 279);
        tiff.putInt(lengths, tiff.getInt(lengths) / 2);

        DecodedImage image = ImageDecoder.decode(file);

        assertThat(image.completeness()).isNotEqualTo(Completeness.WHOLE);
        assertThat(PartlyLostTest.row(image.bitmap(), 8)).isEqualTo(PartlyLostTest.row(whole, 8));
        assertThat(PartlyLostTest.isGray(
                        PartlyLostTest.row(image.bitmap(), name.contains("one") ? whole.height() - 1 : 49)))
                .isTrue();
    }

    /// JPEG as it was before TIFF 6: one file for the picture, told by a tag of its own or by its only strip.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void showsWhatIsThereOfOldJpegInATiff(boolean tagged) {
        // given
        byte[] jpeg = ImageDecoderTest.resource("lost/photo.jpg");
        Bitmap whole = ImageDecoder.decode(jpeg).bitmap();
        int[][] entries = {
            {256, whole.width()},
            {257, whole.height()},
            {258, 8},
            {259, 6},
            {262, 6},
            {273, 200},
            {277, 3},
            {278, whole.height()},
            {279, jpeg.length},
            {tagged ? 513 : 512, tagged ? 200 : 1}
        };
        ByteBuffer tiff = ByteBuffer.allocate(200 + jpeg.length).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) entries.length);
        for (int[] entry : entries) {
            tiff.putShort((short) entry[0]).putShort((short) 4).putInt(1).putInt(entry[1]);
        }
        tiff.position(200).put(jpeg);

        // when
        DecodedImage all = ImageDecoder.decode(tiff.array());
        DecodedImage cut = ImageDecoder.decode(PartlyLostTest.cut(tiff.array(), 75));

        // then
        assertThat(all.completeness()).isEqualTo(Completeness.WHOLE);
        assertThat(all.bitmap().rgb()).isEqualTo(whole.rgb());
        assertThat(cut.completeness()).isNotEqualTo(Completeness.WHOLE);
        assertThat(PartlyLostTest.row(cut.bitmap(), 8)).isEqualTo(PartlyLostTest.row(whole, 8));
        assertThat(PartlyLostTest.isGray(PartlyLostTest.row(cut.bitmap(), whole.height() - 1)))
                .isTrue();
    }
}
