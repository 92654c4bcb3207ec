package dev.tuwen.vision.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// The pixels of one GIF frame as indices into its palette: LZW with codes of 3 to 12 bits, lowest bit first.
///
/// A frame that is cut off or breaks keeps the rows that came. In an interlaced one, whose rows come in four passes,
/// the others look like the last row above that came.
final class GifPixels {

    private static final int LONGEST_CODE = 12;
    private static final int CODES_BETWEEN_LOOKS = 1 << 16;

    /// First row and step of each pass.
    private static final int[][] INTERLACED = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

    private final PixelSize size;
    private final byte[] indices;
    private int count;
    private Completeness completeness = Completeness.WHOLE;

    /// @param firstBits of a palette's index
    /// @param packed what the blocks of the frame hold
    GifPixels(PixelSize size, int firstBits, byte[] packed, BooleanSupplier cancelled) {
        this.size = size;
        this.indices = new byte[Math.multiplyExact(size.width(), size.height())];
        if (firstBits < 1 || firstBits > Byte.SIZE) {
            throw ImageFormatException.damaged(ImageFormat.GIF, "codes of " + firstBits + " bits");
        }
        unpack(firstBits, packed, cancelled);
        if (count < indices.length) {
            completeness = completeness.and(Completeness.ENDS_EARLY);
        }
    }

    /// What the blocks from `start` on hold, as far as the file goes.
    static byte[] blocks(FileBytes file, long start) {
        var packed = new ByteArrayOutputStream();
        long at = start;
        while (file.has(at, 1) && file.u8(at, "block") > 0) {
            int length = (int) Math.min(file.u8(at, "block"), file.length() - at - 1);
            packed.write(file.bytes(), (int) at + 1, length);
            at += length + 1L;
        }
        return packed.toByteArray();
    }

    private void unpack(int firstBits, byte[] packed, BooleanSupplier cancelled) {
        int clear = 1 << firstBits;
        // A code's string stands in the output already: where it was written, and how long it is.
        int[] starts = new int[1 << LONGEST_CODE];
        int[] lengths = new int[1 << LONGEST_CODE];
        int free = clear + 2;
        int width = firstBits + 1;
        int previousStart = -1;
        int previousLength = 0;
        long bit = 0;
        for (long codes = 0; count < indices.length && bit + width <= 8L * packed.length; codes++) {
            if (codes % CODES_BETWEEN_LOOKS == 0 && cancelled.getAsBoolean()) {
                throw new CancellationException("reading the picture was cancelled");
            }
            int code = bits(packed, bit, width);
            bit += width;
            if (code == clear) {
                free = clear + 2;
                width = firstBits + 1;
                previousStart = -1;
                continue;
            }
            if (code == clear + 1) {
                return;
            }
            if (code > free || (code > clear && previousStart < 0)) {
                completeness = Completeness.DAMAGED;
                return;
            }
            if (previousStart >= 0 && free < starts.length) {
                // The string of the last code and the byte after it, which is the first one of this code.
                starts[free] = previousStart;
                lengths[free] = previousLength + 1;
                free++;
                if (free == 1 << width && width < LONGEST_CODE) {
                    width++;
                }
            }
            previousStart = count;
            if (code < clear) {
                indices[count++] = (byte) code;
            } else {
                int from = starts[code];
                for (int i = 0; i < lengths[code] && count < indices.length; i++) {
                    indices[count++] = indices[from + i];
                }
            }
            previousLength = count - previousStart;
        }
    }

    private static int bits(byte[] packed, long bit, int width) {
        int at = (int) (bit >> 3);
        int word = packed[at] & 0xff;
        word |= at + 1 < packed.length ? (packed[at + 1] & 0xff) << 8 : 0;
        word |= at + 2 < packed.length ? (packed[at + 2] & 0xff) << 16 : 0;
        return (word >> (int) (bit & 7)) & ((1 << width) - 1);
    }

    /// How much came.
    Completeness completeness() {
        return completeness;
    }

    /// The row of indices that is shown in each row of the frame; -1 where none came.
    int[] rows(boolean interlaced) {
        int height = size.height();
        int came = count / size.width();
        int[] rows = new int[height];
        if (!interlaced) {
            Arrays.setAll(rows, y -> y < came ? y : -1);
            return rows;
        }
        Arrays.fill(rows, -1);
        int stored = 0;
        for (int[] pass : INTERLACED) {
            for (int y = pass[0]; y < height; y += pass[1], stored++) {
                rows[y] = stored < came ? stored : pass[0] == 0 ? -1 : rows[y - pass[0]];
            }
        }
        return rows;
    }

    /// The indices, a row as stored after another: shared, not to be written.
    byte[] indices() {
        return indices;
    }
}
