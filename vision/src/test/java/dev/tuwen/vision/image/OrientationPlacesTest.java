package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where cameras and programs say how a picture was held, for each kind of file.
final class OrientationPlacesTest {

    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final String PREFIX = "Exif\0\0";
    private static final String XMP_PREFIX = "http://ns.adobe.com/xap/1.0/\0";

    /// EXIF data with nothing but an orientation.
    private static byte[] exif(ByteOrder order, int type, int number) {
        ByteBuffer exif = ByteBuffer.allocate(26).order(order);
        exif.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
        exif.putShort((short) 42).putInt(8).putShort((short) 1);
        exif.putShort((short) 0x112).putShort((short) type).putInt(1);
        if (type == SHORT) {
            exif.putShort((short) number);
        } else {
            exif.putInt(number);
        }
        return exif.array();
    }

    private static byte[] exif(int number) {
        return exif(ByteOrder.BIG_ENDIAN, SHORT, number);
    }

    private static byte[] xmp(String form, int number) {
        return ("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:Description " + form.replace("N", "" + number)
                        + "</rdf:Description></x:xmpmeta>")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] insert(byte[] file, int at, byte[] part) {
        byte[] head = new byte[at];
        System.arraycopy(file, 0, head, 0, at);
        byte[] tail = new byte[file.length - at];
        System.arraycopy(file, at, tail, 0, tail.length);
        return join(head, part, tail);
    }

    /// A PNG with one more chunk behind its header.
    private static byte[] png(String type, byte[] content) {
        byte[] named = join(latin(type), content);
        var crc = new CRC32();
        crc.update(named);
        byte[] chunk = ByteBuffer.allocate(named.length + 8)
                .putInt(content.length)
                .put(named)
                .putInt((int) crc.getValue())
                .array();
        return insert(ImageDecoderTest.resource("samples/png_rgb.png"), 33, chunk);
    }

    private static byte[] segment(byte[] content) {
        return ByteBuffer.allocate(content.length + 4)
                .putShort((short) 0xffe1)
                .putShort((short) (content.length + 2))
                .put(content)
                .array();
    }

    private static byte[] jpeg(byte[]... contents) {
        byte[] file = ImageDecoderTest.resource("samples/jpeg_444.jpg");
        for (int i = contents.length - 1; i >= 0; i--) {
            file = insert(file, 2, segment(contents[i]));
        }
        return file;
    }

    private static byte[] webp(String type, byte[] content) {
        byte[] chunk = ByteBuffer.allocate(8 + content.length + (content.length & 1))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(latin(type))
                .putInt(content.length)
                .put(content)
                .array();
        return join(ImageDecoderTest.resource("samples/webp_lossless.webp"), chunk);
    }

    private static Orientation of(byte[] file) {
        return ImageDecoder.decode(file).orientation();
    }

    private static byte[] deflated(byte[] bytes) {
        var deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] packed = new byte[bytes.length + 100];
            int length = deflater.deflate(packed);
            return Arrays.copyOf(packed, length);
        } finally {
            deflater.end();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SHORT, LONG})
    void readsTheNumberInEitherSizeAndOrderWithAndWithoutPrefix(int type) {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            byte[] exif = exif(order, type, 6);
            byte[] prefixed = join(latin(PREFIX), exif);

            assertThat(of(png("eXIf", exif))).isEqualTo(Orientation.TURNED_RIGHT);
            assertThat(of(png("eXIf", prefixed))).isEqualTo(Orientation.TURNED_RIGHT);
            assertThat(of(jpeg(prefixed))).isEqualTo(Orientation.TURNED_RIGHT);
            assertThat(of(webp("EXIF", exif))).isEqualTo(Orientation.TURNED_RIGHT);
            assertThat(of(webp("EXIF", prefixed))).isEqualTo(Orientation.TURNED_RIGHT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tiff:Orientation=\"N\">", "tiff:Orientation='N'>", "><tiff:Orientation>N</tiff:Orientation>"})
    void readsXmpWhereThereIsNoExif(String form) {
        byte[] xmp = xmp(form, 8);

        assertThat(of(jpeg(join(latin(XMP_PREFIX), xmp)))).isEqualTo(Orientation.TURNED_LEFT);
        assertThat(of(webp("XMP ", xmp))).isEqualTo(Orientation.TURNED_LEFT);
        assertThat(of(png("iTXt", join(latin("XML:com.adobe.xmp\0\0\0\0\0"), xmp))))
                .isEqualTo(Orientation.TURNED_LEFT);
        assertThat(of(png("iTXt", join(latin("XML:com.adobe.xmp\0\1\0\0\0"), deflated(xmp)))))
                .isEqualTo(Orientation.TURNED_LEFT);
    }

    @Test
    void believesExifBeforeXmpInEitherOrder() {
        byte[] exif = join(latin(PREFIX), exif(6));
        byte[] xmp = join(latin(XMP_PREFIX), xmp("tiff:Orientation=\"3\">", 3));

        assertThat(of(jpeg(exif, xmp))).isEqualTo(Orientation.TURNED_RIGHT);
        assertThat(of(jpeg(xmp, exif))).isEqualTo(Orientation.TURNED_RIGHT);
    }

    @ParameterizedTest
    @CsvSource({"6, 1, TURNED_RIGHT", "1, 6, UPRIGHT", "0, 6, TURNED_RIGHT"})
    void believesTheFirstSegmentThatSaysAnything(int first, int second, Orientation expected) {
        assertThat(of(jpeg(join(latin(PREFIX), exif(first)), join(latin(PREFIX), exif(second)))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exif", "APP1"})
    void readsProfilesThatAreWrittenAsHexadecimalText(String name) {
        byte[] exif = name.equals("APP1") ? join(latin(PREFIX), exif(3)) : exif(3);
        String hex = HexFormat.of().formatHex(exif).replaceAll("(.{20})", "$1\n");
        byte[] text = latin("\n" + name + "\n      " + exif.length + "\n" + hex + "\n");
        byte[] key = latin("Raw profile type " + name + "\0");

        assertThat(of(png("tEXt", join(key, text)))).isEqualTo(Orientation.TURNED_180);
        assertThat(of(png("zTXt", join(key, new byte[1], deflated(text))))).isEqualTo(Orientation.TURNED_180);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "XML:com.adobe.xmp", "Raw profile type exif\0", "Raw profile type exif\0\nexif\n1\nzz"})
    void leavesAPictureUprightWhoseTextsMakeNoSense(String content) {
        for (String type : new String[] {"tEXt", "zTXt", "iTXt", "eXIf"}) {
            assertThat(of(png(type, latin(content)))).isEqualTo(Orientation.UPRIGHT);
        }
    }
}
