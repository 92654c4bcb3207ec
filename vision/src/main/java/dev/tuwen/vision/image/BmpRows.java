package dev.tuwen.vision.image;

import java.util.Arrays;

/// The stored rows of a BMP picture, one after another, each as long as a multiple of four bytes: with runs unpacked,
/// indices of two bits as bytes, and zeros for what the file no longer has.
///
/// @param bytes `[height, rowBytes]`
/// @param bits of a pixel in them
/// @param came how many rows came, from the first that is stored on
record BmpRows(byte[] bytes, int bits, int came) {

    static final int NOT_PACKED = 0;
    static final int BIT_MASKS = 3;
    private static final int RUNS_OF_BYTES = 1;
    private static final int RUNS_OF_HALVES = 2;

    /// Whether pixels are read here.
    static boolean reads(int stored, int packing) {
        return switch (packing) {
            case RUNS_OF_BYTES -> stored == 8;
            case RUNS_OF_HALVES -> stored == 4;
            case NOT_PACKED, BIT_MASKS -> stored > 0 && stored <= 32;
            default -> false;
        };
    }

    /// @param start where the pixels are
    /// @param stored bits of a pixel in the file
    /// @param packing of the header
    static BmpRows of(FileBytes file, long start, PixelSize size, int stored, int packing) {
        if (packing == RUNS_OF_BYTES || packing == RUNS_OF_HALVES) {
            return runs(file, start, size, packing == RUNS_OF_HALVES);
        }
        int rowBytes = rowBytes(size, stored);
        byte[] bytes = new byte[Math.multiplyExact(rowBytes, size.height())];
        int length = (int) Math.min(bytes.length, file.length() - start);
        System.arraycopy(file.bytes(), (int) start, bytes, 0, length);
        // The bytes that fill up the last row may be left out.
        int spare = rowBytes - (int) Math.ceilDiv((long) size.width() * stored, Byte.SIZE);
        int came = Math.min((length + spare) / rowBytes, size.height());
        return stored == 2 ? ofTwoBits(bytes, size, came) : new BmpRows(bytes, stored, came);
    }

    private static int rowBytes(PixelSize size, int bits) {
        return Math.toIntExact(Math.ceilDiv((long) size.width() * bits, 32) * 4);
    }

    private static BmpRows ofTwoBits(byte[] packed, PixelSize size, int came) {
        int from = rowBytes(size, 2);
        int to = rowBytes(size, 8);
        byte[] bytes = new byte[Math.multiplyExact(to, size.height())];
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                bytes[y * to + x] = (byte) ((packed[y * from + x / 4] >> (6 - 2 * (x % 4))) & 3);
            }
        }
        return new BmpRows(bytes, 8, came);
    }

    /// Runs: a count and an index (or two in turn), or 0 and what to do: end of a row, end of the picture, a step to
    /// the right and on, or how many indices follow as they are.
    private static BmpRows runs(FileBytes file, long start, PixelSize size, boolean halves) {
        int rowBytes = rowBytes(size, 8);
        byte[] bytes = new byte[Math.multiplyExact(rowBytes, size.height())];
        int x = 0;
        int y = 0;
        long at = start;
        while (y < size.height() && file.has(at, 2)) {
            int count = file.u8(at, "run");
            int value = file.u8(at + 1, "run");
            at += 2;
            if (count > 0) {
                for (int i = 0; i < count && x < size.width(); i++, x++) {
                    bytes[y * rowBytes + x] = (byte) (halves ? (i % 2 == 0 ? value >> 4 : value & 15) : value);
                }
            } else if (value == 0) {
                x = 0;
                y++;
            } else if (value == 1) {
                return new BmpRows(bytes, 8, size.height());
            } else if (value == 2) {
                if (!file.has(at, 2)) {
                    break;
                }
                x += file.u8(at, "run");
                y += file.u8(at + 1, "run");
                at += 2;
            } else {
                long each = halves ? 2 : 1;
                if (!file.has(at, Math.ceilDiv(value, each))) {
                    break;
                }
                for (int i = 0; i < value && x < size.width(); i++, x++) {
                    int stored = file.u8(at + i / each, "run");
                    bytes[y * rowBytes + x] = (byte) (halves ? (i % 2 == 0 ? stored >> 4 : stored & 15) : stored);
                }
                at += Math.ceilDiv(Math.ceilDiv(value, each), 2) * 2;
            }
        }
        return new BmpRows(bytes, 8, Math.min(x >= size.width() ? y + 1 : y, size.height()));
    }

    /// How much of the picture came.
    Completeness completeness(PixelSize size) {
        return came < size.height() ? Completeness.ENDS_EARLY : Completeness.WHOLE;
    }

    /// Makes gray what did not come.
    void fillLost(Bitmap bitmap, boolean fromTop) {
        int lost = (bitmap.height() - came) * bitmap.width() * Bitmap.CHANNELS;
        int from = fromTop ? bitmap.rgb().length - lost : 0;
        Arrays.fill(bitmap.rgb(), from, from + lost, Completeness.LOST);
    }
}
