package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Faults of real files that cost no pixel: they read as if they were whole.
final class HarmlessFaultsTest {

    private static byte[] sample(String name) {
        return ImageDecoderTest.resource("samples/" + name);
    }

    private static void assertReadsLike(byte[] odd, byte[] whole) {
        Bitmap expected = ImageDecoder.decode(whole).bitmap();
        Bitmap actual = ImageDecoder.decode(odd).bitmap();

        assertThat(actual.width()).isEqualTo(expected.width());
        assertThat(actual.rgb()).isEqualTo(expected.rgb());
        assertThat(ImageDecoder.decode(odd).completeness()).isEqualTo(Completeness.WHOLE);
    }

    /// Where the segment with this marker begins.
    private static int segment(byte[] jpeg, int marker) {
        int at = 2;
        while ((jpeg[at + 1] & 0xff) != marker) {
            at += 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
        }
        return at;
    }

    private static byte[] without(byte[] file, int from, int length) {
        byte[] shorter = Arrays.copyOf(file, file.length - length);
        System.arraycopy(file, from + length, shorter, from, file.length - from - length);
        return shorter;
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg_444.jpg", "jpeg_420.jpg", "jpeg_gray.jpg", "jpeg_restart.jpg"})
    void readsSequentialJpegWithParametersOfProgressiveScans(String name) {
        byte[] odd = sample(name);
        int scan = segment(odd, 0xda);
        odd[scan + 2 + odd[scan + 3] - 2] = 0;

        assertReadsLike(odd, sample(name));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void readsJpegWhoseRestartMarksDoNotBeginAtNought(int first) {
        byte[] odd = sample("jpeg_restart.jpg");
        for (int at = segment(odd, 0xda); at + 1 < odd.length; at++) {
            int marker = odd[at + 1] & 0xff;
            if (odd[at] == (byte) 0xff && marker >= 0xd0 && marker <= 0xd7) {
                odd[at + 1] = (byte) (0xd0 + ((marker + first) & 7));
            }
        }

        assertReadsLike(odd, sample("jpeg_restart.jpg"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg_progressive.jpg", "jpeg_gray_progressive.jpg"})
    void readsProgressiveJpegWithoutItsEndMark(String name) {
        byte[] whole = sample(name);

        assertReadsLike(Arrays.copyOf(whole, whole.length - 2), whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg_444.jpg", "jpeg_420.jpg", "jpeg_gray.jpg"})
    void readsFramesOfWebcamsThatLeaveOutTheTablesEverybodyHas(String name) {
        byte[] frame = sample(name);
        for (int tables = 0; tables < (name.contains("gray") ? 2 : 4); tables++) {
            int at = segment(frame, 0xc4);
            frame = without(frame, at, 2 + ((frame[at + 2] & 0xff) << 8 | (frame[at + 3] & 0xff)));
        }

        assertReadsLike(frame, sample(name));
    }

    /// Where the chunk with this name begins.
    private static int chunk(byte[] png, String type) {
        ByteBuffer file = ByteBuffer.wrap(png);
        int at = 8;
        while (file.getInt(at + 4)
                != ByteBuffer.wrap(type.getBytes(StandardCharsets.US_ASCII)).getInt()) {
            at += file.getInt(at) + 12;
        }
        return at;
    }

    @ParameterizedTest
    @ValueSource(strings = {"IEND", "IDAT"})
    void readsPngWhosePixelsAreRightAndWhoseChecksumIsWrong(String type) {
        byte[] odd = sample("png_rgb.png");
        int at = chunk(odd, type);
        odd[at + 8 + ByteBuffer.wrap(odd).getInt(at)] ^= 1;

        assertReadsLike(odd, sample("png_rgb.png"));
    }

    @ParameterizedTest
    @CsvSource({"png_palette1.png, 256", "png_palette2.png, 100", "png_palette4.png, 64"})
    void readsPngWithMoreColoursThanItsBitsCanTell(String name, int colours) {
        byte[] whole = sample(name);
        int at = chunk(whole, "PLTE");
        int length = ByteBuffer.wrap(whole).getInt(at);
        byte[] palette = Arrays.copyOfRange(whole, at + 4, at + 8 + colours * 3);
        Arrays.fill(palette, 4 + length, palette.length, (byte) 77);
        var crc = new CRC32();
        crc.update(palette);
        var odd = new ByteArrayOutputStream();
        odd.write(whole, 0, at);
        odd.writeBytes(ByteBuffer.allocate(4).putInt(colours * 3).array());
        odd.writeBytes(palette);
        odd.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        odd.write(whole, at + 12 + length, whole.length - at - 12 - length);

        assertReadsLike(odd.toByteArray(), whole);
    }

    @Test
    void readsPngWithTwoPalettes() {
        byte[] whole = sample("png_palette.png");
        int at = chunk(whole, "PLTE");
        int length = 12 + ByteBuffer.wrap(whole).getInt(at);
        byte[] odd = Arrays.copyOf(whole, whole.length + length);
        System.arraycopy(whole, at, odd, at + length, whole.length - at);

        assertReadsLike(odd, whole);
    }

    @Test
    void readsGifWithoutPaletteAsGray() {
        byte[] whole = sample("gif_gray.gif");
        int colours = 2 << (whole[10] & 7);
        assertThat(colours).isEqualTo(256);
        for (int i = 0; i < 3 * colours; i++) {
            whole[13 + i] = (byte) (i / 3);
        }
        byte[] odd = without(whole, 13, 3 * colours);
        odd[10] &= 0x7f;

        assertReadsLike(odd, whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bmp_rgb.bmp", "bmp_palette.bmp", "bmp_565.bmp", "bmp_32.bmp", "bmp_bilevel.bmp"})
    void readsBmpWhoseSizesAreWrong(String name) {
        byte[] whole = sample(name);
        for (int size : new int[] {0, 54, whole.length - 54, whole.length - 2, Integer.MAX_VALUE}) {
            byte[] odd = whole.clone();
            ByteBuffer.wrap(odd).order(ByteOrder.LITTLE_ENDIAN).putInt(2, size).putInt(34, size);

            assertReadsLike(odd, whole);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bmp_rgb.bmp", "bmp_palette.bmp", "bmp_565.bmp"})
    void findsThePixelsOfBmpBehindTheHeadersWhereTheOffsetIsWrong(String name) {
        byte[] whole = sample(name);
        for (int offset : new int[] {0, 14, whole.length, -1}) {
            byte[] odd = whole.clone();
            ByteBuffer.wrap(odd).order(ByteOrder.LITTLE_ENDIAN).putInt(10, offset);

            assertReadsLike(odd, whole);
        }
    }

    /// As Windows CE writes them.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsBmpOfTwoBits(boolean fromTop) {
        // given: indices 0 to 3 in turn, five pixels a row
        byte[] colours = {10, 20, 30, 0, 40, 50, 60, 0, 70, 80, 90, 0, 100, 110, 120, 0};
        ByteBuffer file = ByteBuffer.allocate(14 + 40 + 16 + 8).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(78).putInt(0).putInt(70);
        file.putInt(40).putInt(5).putInt(fromTop ? -2 : 2).putShort((short) 1).putShort((short) 2);
        file.putInt(0).putInt(0).putInt(0).putInt(0).putInt(4).putInt(0).put(colours);
        byte[] first = {0b00_01_10_11, 0b00_000000, 0, 0};
        byte[] second = {(byte) 0b11_10_01_00, (byte) 0b11_000000, 0, 0};
        file.put(fromTop ? first : second).put(fromTop ? second : first);

        // when
        byte[] rgb = ImageDecoder.decode(file.array()).bitmap().rgb();

        // then
        assertThat(rgb)
                .containsExactly(
                        30, 20, 10, 60, 50, 40, 90, 80, 70, 120, 110, 100, 30, 20, 10, 120, 110, 100, 90, 80, 70, 60,
                        50, 40, 30, 20, 10, 120, 110, 100);
    }

    /// With a header as OS/2 has it: longer or shorter than the common one, the first fields alike.
    @ParameterizedTest
    @CsvSource({"bmp_rgb.bmp, 16", "bmp_rgb.bmp, 64", "bmp_rgb.bmp, 24", "bmp_palette.bmp, 64", "bmp_palette.bmp, 16"})
    void readsBmpOfOs2(String name, int headerBytes) {
        byte[] whole = sample(name);
        int offset = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(10);
        byte[] odd = new byte[whole.length + headerBytes - 40];
        System.arraycopy(whole, 0, odd, 0, 14 + Math.min(headerBytes, 40));
        System.arraycopy(whole, 54, odd, 14 + headerBytes, whole.length - 54);
        ByteBuffer.wrap(odd)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(10, offset + headerBytes - 40)
                .putInt(14, headerBytes);

        assertReadsLike(odd, whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BMW and other cars of the year", "BM: the text of a letter"})
    void takesTextThatBeginsLikeBmpForNoPicture(String text) {
        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> ImageDecoder.decode(text.getBytes(StandardCharsets.US_ASCII)))
                .matches(e -> e.kind() == ImageFormatException.Kind.NOT_A_PICTURE, "no picture");
    }
}
