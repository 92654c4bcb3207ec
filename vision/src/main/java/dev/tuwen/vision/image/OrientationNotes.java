package dev.tuwen.vision.image;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the places of one file say about its orientation: EXIF counts before XMP, the first that says anything before
/// later ones. Made by the reader of a file, for one thread.
final class OrientationNotes {

    private static final String XMP_PREFIX = "http://ns.adobe.com/xap/1.0/\0";
    private static final int XMP_BYTES = 1 << 20;

    /// As an attribute or as an element.
    private static final Pattern XMP_ORIENTATION =
            Pattern.compile("tiff:Orientation\\s{0,9}(?:=\\s{0,9}[\"']|>)\\s{0,9}([1-8])");

    private @Nullable Orientation exif;
    private @Nullable Orientation xmp;

    /// Looks at EXIF data, with or without the prefix of JPEG.
    void exif(byte[] bytes, int start, int length) {
        if (exif == null) {
            exif = ExifOrientation.of(bytes, start, length);
        }
    }

    /// Looks at an XMP packet.
    void xmp(byte[] bytes, int start, int length) {
        if (xmp == null && length > 0) {
            var packet = new String(bytes, start, Math.min(length, XMP_BYTES), StandardCharsets.ISO_8859_1);
            Matcher matcher = XMP_ORIENTATION.matcher(packet);
            xmp = matcher.find() ? Orientation.withExif(Integer.parseInt(matcher.group(1))) : null;
        }
    }

    /// Looks at the content of a JPEG's first application segment, which begins with the name of what it is.
    void named(byte[] bytes, int start, int length) {
        FileBytes file = FileBytes.bigEndian(bytes, ImageFormat.JPEG);
        if (length > XMP_PREFIX.length() && file.tag(start, XMP_PREFIX)) {
            xmp(bytes, start + XMP_PREFIX.length(), length - XMP_PREFIX.length());
        } else if (file.tag(start, ExifOrientation.PREFIX)) {
            exif(bytes, start, length);
        }
    }

    /// What all of it comes to.
    Orientation orientation() {
        if (exif != null) {
            return exif;
        }
        return xmp != null ? xmp : Orientation.UPRIGHT;
    }
}
