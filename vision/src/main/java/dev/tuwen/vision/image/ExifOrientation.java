package dev.tuwen.vision.image;

import org.jspecify.annotations.Nullable;

/// Finds the orientation in EXIF data, or in the first directory of a TIFF file, which is the same thing.
///
/// Looks at one tag of the first directory only, and believes no count: nothing is allocated. EXIF that makes no sense
/// is as good as none, since the picture itself may be fine.
final class ExifOrientation {

    private static final int TAG_ORIENTATION = 0x112;
    private static final int TYPE_SHORT = 3;
    private static final int ENTRY_BYTES = 12;

    private ExifOrientation() {}

    /// The orientation said by `length` bytes from `start` on, which begin with a TIFF header.
    static Orientation of(byte[] bytes, int start, int length) {
        FileBytes exif = header(bytes, start, length);
        if (exif == null) {
            return Orientation.UPRIGHT;
        }
        long directory = start + exif.u32(start + 4L, "directory");
        long end = (long) start + length;
        if (directory + 2 > end) {
            return Orientation.UPRIGHT;
        }
        int entries = exif.u16(directory, "directory");
        for (int entry = 0; entry < entries; entry++) {
            long at = directory + 2 + (long) entry * ENTRY_BYTES;
            if (at + ENTRY_BYTES > end) {
                break;
            }
            if (exif.u16(at, "tag") == TAG_ORIENTATION && exif.u16(at + 2, "type") == TYPE_SHORT) {
                return Orientation.ofExif(exif.u16(at + 8, "orientation"));
            }
        }
        return Orientation.UPRIGHT;
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
