package dev.tuwen.vision.image;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Unpacks one strip or tile of a TIFF file. What is there is unpacked, until it ends or breaks, to at most the size it
/// should have; whoever asks compares how much came.
final class TiffCoding {

    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int FIRST_FREE = 258;
    private static final int SHORTEST_CODE = 9;
    private static final int LONGEST_CODE = 12;

    private TiffCoding() {}

    /// Unpacks `packed` into `out` and returns how many bytes came.
    static int unpack(int coding, byte[] packed, byte[] out) {
        return switch (coding) {
            case TiffLayout.PLAIN -> plain(packed, out);
            case TiffLayout.LZW -> lzw(packed, out);
            case TiffLayout.PACK_BITS -> packBits(packed, out);
            case TiffLayout.DEFLATE, TiffLayout.OLD_DEFLATE -> inflate(packed, out);
            default -> throw TiffLayout.unreadable("compression of kind " + coding + " is not supported");
        };
    }

    private static int plain(byte[] packed, byte[] out) {
        int count = Math.min(packed.length, out.length);
        System.arraycopy(packed, 0, out, 0, count);
        return count;
    }

    private static int inflate(byte[] packed, byte[] out) {
        var inflater = new Inflater();
        int count = 0;
        try {
            inflater.setInput(packed);
            while (count < out.length && !inflater.finished()) {
                int more = inflater.inflate(out, count, out.length - count);
                if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                count += more;
            }
            return count;
        } catch (DataFormatException broken) {
            return count;
        } finally {
            inflater.end();
        }
    }

    /// Runs: a length byte below 128 copies so many and one bytes, one above repeats the next byte.
    private static int packBits(byte[] packed, byte[] out) {
        int in = 0;
        int count = 0;
        while (in + 1 < packed.length && count < out.length) {
            int length = packed[in++];
            if (length >= 0) {
                int copied = Math.min(Math.min(length + 1, packed.length - in), out.length - count);
                System.arraycopy(packed, in, out, count, copied);
                in += length + 1;
                count += copied;
            } else if (length != -128) {
                byte repeated = packed[in++];
                for (int i = 1 - length; i > 0 && count < out.length; i--) {
                    out[count++] = repeated;
                }
            }
        }
        return count;
    }

    /// Codes of 9 to 12 bits, highest bit first, each one code wider one code early, as TIFF has them.
    private static int lzw(byte[] packed, byte[] out) {
        if (packed.length > 1 && packed[0] == 0 && (packed[1] & 1) != 0) {
            throw TiffLayout.unreadable("LZW as it was before TIFF 5 is not supported");
        }
        // A code's string stands in the output already: where it was written, and how long it is.
        int[] starts = new int[1 << LONGEST_CODE];
        int[] lengths = new int[1 << LONGEST_CODE];
        int free = FIRST_FREE;
        int width = SHORTEST_CODE;
        int previousStart = -1;
        int previousLength = 0;
        long bit = 0;
        int count = 0;
        while (count < out.length && bit + width <= 8L * packed.length) {
            int code = bits(packed, bit, width);
            bit += width;
            if (code == END) {
                break;
            }
            if (code == CLEAR) {
                free = FIRST_FREE;
                width = SHORTEST_CODE;
                previousStart = -1;
                continue;
            }
            if (code > free || (code >= CLEAR && previousStart < 0)) {
                break;
            }
            if (previousStart >= 0 && free < starts.length) {
                // The string of the last code and the byte after it, which is the first one of this code.
                starts[free] = previousStart;
                lengths[free] = previousLength + 1;
                free++;
                if (free == (1 << width) - 1 && width < LONGEST_CODE) {
                    width++;
                }
            }
            int start = count;
            if (code < CLEAR) {
                out[count++] = (byte) code;
            } else {
                int from = starts[code];
                for (int i = 0; i < lengths[code] && count < out.length; i++) {
                    out[count++] = out[from + i];
                }
            }
            previousStart = start;
            previousLength = count - start;
        }
        return count;
    }

    private static int bits(byte[] packed, long bit, int width) {
        int at = (int) (bit >> 3);
        int word = (packed[at] & 0xff) << 16;
        word |= at + 1 < packed.length ? (packed[at + 1] & 0xff) << 8 : 0;
        word |= at + 2 < packed.length ? packed[at + 2] & 0xff : 0;
        return (word >> (24 - (int) (bit & 7) - width)) & ((1 << width) - 1);
    }
}
