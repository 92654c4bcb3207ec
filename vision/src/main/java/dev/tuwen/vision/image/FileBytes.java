package dev.tuwen.vision.image;

/// The bytes of one file, read with bounds checks that end in an [ImageFormatException] instead of an array error.
final class FileBytes {

    private final byte[] bytes;
    private final ImageFormat format;
    private final boolean bigEndian;

    private FileBytes(byte[] bytes, ImageFormat format, boolean bigEndian) {
        this.bytes = bytes;
        this.format = format;
        this.bigEndian = bigEndian;
    }

    static FileBytes bigEndian(byte[] bytes, ImageFormat format) {
        return new FileBytes(bytes, format, true);
    }

    static FileBytes littleEndian(byte[] bytes, ImageFormat format) {
        return new FileBytes(bytes, format, false);
    }

    /// The file itself: shared, not to be written.
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return bytes.length;
    }

    boolean has(long at, long count) {
        return at >= 0 && count >= 0 && at <= bytes.length - count;
    }

    void need(long at, long count, String what) {
        if (!has(at, count)) {
            throw ImageFormatException.damaged(
                    format, what + " reaches byte " + (at + count) + ", the file has " + bytes.length);
        }
    }

    int u8(long at, String what) {
        need(at, 1, what);
        return bytes[(int) at] & 0xff;
    }

    int u16(long at, String what) {
        need(at, 2, what);
        int first = bytes[(int) at] & 0xff;
        int second = bytes[(int) at + 1] & 0xff;
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    int u24(long at, String what) {
        return bigEndian ? u16(at, what) << 8 | u8(at + 2, what) : u8(at + 2, what) << 16 | u16(at, what);
    }

    long u32(long at, String what) {
        long first = u16(at, what);
        long second = u16(at + 2, what);
        return bigEndian ? first << 16 | second : second << 16 | first;
    }

    /// A number of 64 bits that counts or points; none beyond 63 bits makes sense.
    long u64(long at, String what) {
        long first = u32(at, what);
        long second = u32(at + 4, what);
        long value = bigEndian ? first << 32 | second : second << 32 | first;
        if (value < 0) {
            throw ImageFormatException.damaged(format, what + " reaches beyond any file");
        }
        return value;
    }

    /// Whether numbers begin with their highest byte.
    boolean bigEndian() {
        return bigEndian;
    }

    /// A signed number of 32 bits.
    long s32(long at, String what) {
        return (int) u32(at, what);
    }

    /// Whether the characters `tag` stand at `at`.
    boolean tag(long at, String tag) {
        if (!has(at, tag.length())) {
            return false;
        }
        for (int i = 0; i < tag.length(); i++) {
            if ((bytes[(int) at + i] & 0xff) != tag.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
