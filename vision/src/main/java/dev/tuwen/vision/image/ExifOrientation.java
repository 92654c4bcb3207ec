package dev.tuwen.vision.image;

import org.jspecify.annotations.Nullable;

/// Finds the orientation in EXIF data.
///
/// Looks at one tag of the first directory only, and believes no count: nothing is allocated. EXIF that makes no sense
/// is as good as none, since the picture itself may be fine.
final class ExifOrientation {

    /// What JPEG writes before EXIF data, and many programs elsewhere too.
    static final String PREFIX = "Exif\0\0";

    private static final int TAG_ORIENTATION = 0x112;
    private static final int TYPE_BYTE = 1;
    private static final int TYPE_SHORT = 3;
    private static final int TYPE_LONG = 4;
    private static final int ENTRY_BYTES = 12;

    private ExifOrientation() {}

    /// The orientation said by `length` bytes from `start` on, which begin with a TIFF header or with [#PREFIX]; null
    /// if they say none.
    static @Nullable Orientation of(byte[] bytes, int start, int length) {
        int skip = FileBytes.bigEndian(bytes, ImageFormat.TIFF).tag(start, PREFIX) ? PREFIX.length() : 0;
        return afterPrefix(bytes, start + skip, length - skip);
    }

    private static @Nullable Orientation afterPrefix(byte[] bytes, int start, int length) {
        FileBytes exif = header(bytes, start, length);
        if (exif == null) {
            return null;
        }
        long directory = start + exif.u32(start + 4L, "directory");
        long end = (long) start + length;
        if (directory + 2 > end) {
            return null;
        }
        int entries = exif.u16(directory, "directory");
        for (int entry = 0; entry < entries; entry++) {
            long at = directory + 2 + (long) entry * ENTRY_BYTES;
            if (at + ENTRY_BYTES > end) {
                break;
            }
            if (exif.u16(at, "tag") == TAG_ORIENTATION) {
                return Orientation.withExif(number(exif, at));
            }
        }
        return null;
    }

    private static long number(FileBytes exif, long entry) {
        return switch (exif.u16(entry + 2, "type")) {
            case TYPE_BYTE -> exif.u8(entry + 8, "orientation");
            case TYPE_SHORT -> exif.u16(entry + 8, "orientation");
            case TYPE_LONG -> exif.u32(entry + 8, "orientation");
            default -> 0;
        };
    }

    private static @Nullable FileBytes header(byte[] bytes, int start, int length) {
        if (length < 8 || start < 0 || start > bytes.length - length) {
            return null;
        }
        if (bytes[start] == 'I' && bytes[start + 1] == 'I') {
            return FileBytes.littleEndian(bytes, ImageFormat.TIFF);
        }
        if (bytes[start] == 'M' && bytes[start + 1] == 'M') {
            return FileBytes.bigEndian(bytes, ImageFormat.TIFF);
        }
        return null;
    }
}
