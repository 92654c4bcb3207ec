package dev.tuwen.vision.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// A text chunk of a PNG file, plain, packed or international, read for the metadata that programs hide in them.
///
/// Texts can blow up to gigabytes: no more than a mebibyte is unpacked. What makes no sense is skipped.
final class PngText {

    private static final int MAXIMUM_BYTES = 1 << 20;
    private static final byte[] NOTHING = {};

    private PngText() {}

    /// Notes what the chunk with the name `type` says about the orientation; `content` is what is in it.
    static void note(String type, byte[] content, OrientationNotes notes) {
        int keyEnd = end(content, 0);
        var key = new String(content, 0, keyEnd, StandardCharsets.ISO_8859_1);
        boolean profile = key.startsWith("Raw profile type ");
        if (!profile && !key.equals("XML:com.adobe.xmp")) {
            return;
        }
        byte[] text = text(type, content, keyEnd + 1);
        if (!profile) {
            notes.xmp(text, 0, text.length);
            return;
        }
        byte[] bytes = hex(text);
        switch (key.substring(key.lastIndexOf(' ') + 1)) {
            case "exif" -> notes.exif(bytes, 0, bytes.length);
            case "APP1" -> notes.named(bytes, 0, bytes.length);
            case "xmp" -> notes.xmp(bytes, 0, bytes.length);
            default -> {
                // Colour profiles and the like.
            }
        }
    }

    private static int end(byte[] content, int start) {
        int at = start;
        while (at < content.length && content[at] != 0) {
            at++;
        }
        return at;
    }

    private static byte[] text(String type, byte[] content, int start) {
        return switch (type) {
            case "zTXt" -> inflate(content, start + 1);
            case "iTXt" -> {
                boolean packed = start < content.length && content[start] != 0;
                int languageEnd = end(content, start + 2);
                int textStart = end(content, languageEnd + 1) + 1;
                yield packed ? inflate(content, textStart) : from(content, textStart);
            }
            default -> from(content, start);
        };
    }

    private static byte[] from(byte[] content, int start) {
        return start < content.length ? Arrays.copyOfRange(content, start, content.length) : NOTHING;
    }

    private static byte[] inflate(byte[] content, int start) {
        if (start >= content.length) {
            return NOTHING;
        }
        var inflater = new Inflater();
        try {
            inflater.setInput(content, start, content.length - start);
            byte[] text = new byte[MAXIMUM_BYTES];
            int count = 0;
            int more = inflater.inflate(text);
            while (more > 0) {
                count += more;
                more = inflater.inflate(text, count, text.length - count);
            }
            return Arrays.copyOf(text, count);
        } catch (DataFormatException broken) {
            return NOTHING;
        } finally {
            inflater.end();
        }
    }

    /// A name, a length, then the bytes in hexadecimal, in lines.
    private static byte[] hex(byte[] text) {
        String[] words = new String(text, StandardCharsets.ISO_8859_1).strip().split("\\s+", 3);
        if (words.length < 3) {
            return NOTHING;
        }
        String digits = words[2].replaceAll("\\s+", "");
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException broken) {
            return NOTHING;
        }
    }
}
