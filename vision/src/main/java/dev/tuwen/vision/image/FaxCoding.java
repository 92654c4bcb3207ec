package dev.tuwen.vision.image;

import java.util.Arrays;

/// The codings of fax machines in TIFF files: ITU-T T.4 in one and two dimensions, with and without marks at the end
/// of lines, and T.6. White is 0, black 1.
final class FaxCoding {

    /// Lines of runs that begin at whole bytes, without marks.
    static final int RUNS = 2;
    static final int GROUP_3 = 3;
    static final int GROUP_4 = 4;

    private static final int TWO_DIMENSIONS = 1;
    private static final int LONGEST_CODE = 13;
    private static final int LENGTH_BITS = 4;
    private static final int MARK_ZEROS = 11;
    private static final int MAKE_UP = 64;
    private static final int NOTHING = -1;

    private static final String WHITE = "00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 "
            + "000011 110100 110101 101010 101011 0100111 0001100 0001000 0010111 0000011 0000100 0101000 0101011 "
            + "0010011 0100100 0011000 00000010 00000011 00011010 00011011 00010010 00010011 00010100 00010101 "
            + "00010110 00010111 00101000 00101001 00101010 00101011 00101100 00101101 00000100 00000101 00001010 "
            + "00001011 01010010 01010011 01010100 01010101 00100100 00100101 01011000 01011001 01011010 01011011 "
            + "01001010 01001011 00110010 00110011 00110100";
    private static final String LONG_WHITE = "11011 10010 010111 0110111 00110110 00110111 01100100 01100101 01101000 "
            + "01100111 011001100 011001101 011010010 011010011 011010100 011010101 011010110 011010111 011011000 "
            + "011011001 011011010 011011011 010011000 010011001 010011010 011000 010011011";
    private static final String BLACK =
            "0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 "
                    + "00000100 00000111 000011000 0000010111 0000011000 0000001000 00001100111 00001101000 00001101100 "
                    + "00000110111 00000101000 00000010111 00000011000 000011001010 000011001011 000011001100 000011001101 "
                    + "000001101000 000001101001 000001101010 000001101011 000011010010 000011010011 000011010100 "
                    + "000011010101 000011010110 000011010111 000001101100 000001101101 000011011010 000011011011 "
                    + "000001010100 000001010101 000001010110 000001010111 000001100100 000001100101 000001010010 "
                    + "000001010011 000000100100 000000110111 000000111000 000000100111 000000101000 000001011000 "
                    + "000001011001 000000101011 000000101100 000001011010 000001100110 000001100111";
    private static final String LONG_BLACK = "0000001111 000011001000 000011001001 000001011011 000000110011 "
            + "000000110100 000000110101 0000001101100 0000001101101 0000001001010 0000001001011 0000001001100 "
            + "0000001001101 0000001110010 0000001110011 0000001110100 0000001110101 0000001110110 0000001110111 "
            + "0000001010010 0000001010011 0000001010100 0000001010101 0000001011010 0000001011011 0000001100100 "
            + "0000001100101";
    private static final String LONGEST = "00000001000 00000001100 00000001101 000000010010 000000010011 000000010100 "
            + "000000010101 000000010110 000000010111 000000011100 000000011101 000000011110 000000011111";

    /// Pass, horizontal, then how far the change is to the right of the one above.
    private static final String MODES = "0001 001 0000010 000010 010 1 011 000011 0000011";

    private static final int PASS = 0;
    private static final int HORIZONTAL = 1;
    private static final int VERTICAL = 5;

    private static final int[] WHITE_RUNS = runs(WHITE, LONG_WHITE);
    private static final int[] BLACK_RUNS = runs(BLACK, LONG_BLACK);
    private static final int[] MODE_CODES = table();

    private final byte[] packed;
    private final int width;
    private long bit;

    /// Where the colour changes in the line above and in this one, beginning with white; the width follows.
    private int[] above;
    private int[] changes;
    private int count;

    private FaxCoding(byte[] packed, int width) {
        this.packed = packed;
        this.width = width;
        this.above = new int[width + 4];
        this.changes = new int[width + 4];
        Arrays.fill(above, width);
    }

    /// What came.
    ///
    /// @param rows lines from the top on
    /// @param damaged whether some of them repeat the line above, since they could not be read
    record Unpacked(int rows, boolean damaged) {}

    /// Unpacks one strip or tile into rows of whole bytes.
    ///
    /// @param options of group 3, as the file says
    static Unpacked unpack(int coding, long options, byte[] packed, int width, byte[] out) {
        return new FaxCoding(packed, width).unpack(coding, (options & TWO_DIMENSIONS) != 0, out);
    }

    private Unpacked unpack(int coding, boolean twoDimensions, byte[] out) {
        int rowBytes = Math.ceilDiv(width, Byte.SIZE);
        int rows = out.length / rowBytes;
        boolean damaged = false;
        for (int row = 0; row < rows; row++) {
            boolean flat = coding != GROUP_4;
            if (coding == RUNS) {
                bit = (bit + 7) & ~7L;
            } else if (coding == GROUP_3) {
                boolean marked = skipMark();
                flat = !twoDimensions || !marked || read(1) != 0;
                if (marked && skipMark()) {
                    return new Unpacked(row, damaged);
                }
            }
            count = 0;
            boolean came = flat ? readRuns() : readChanges();
            if (!came) {
                if (coding != GROUP_3 || !findMark()) {
                    return new Unpacked(row, damaged);
                }
                damaged = true;
                System.arraycopy(above, 0, changes, 0, changes.length);
            } else {
                Arrays.fill(changes, count, changes.length, width);
            }
            paint(out, row * rowBytes);
            int[] free = above;
            above = changes;
            changes = free;
        }
        return new Unpacked(rows, damaged);
    }

    private void paint(byte[] out, int start) {
        for (int i = 0; changes[i] < width; i += 2) {
            for (int x = changes[i]; x < changes[i + 1]; x++) {
                out[start + (x >> 3)] |= (byte) (0x80 >> (x & 7));
            }
        }
    }

    /// A line told by its runs, white and black in turn.
    private boolean readRuns() {
        int at = 0;
        boolean black = false;
        while (at < width) {
            int run = run(black);
            if (run < 0 || at + run > width) {
                return false;
            }
            at += run;
            black = !black;
            add(at);
        }
        return !ended();
    }

    /// A line told by how it differs from the one above.
    private boolean readChanges() {
        int at = -1;
        int next = 0;
        while (at < width) {
            boolean black = (count & 1) != 0;
            // The first change above to the right, from this colour.
            while (next > 0 && above[next - 1] > at) {
                next--;
            }
            while (above[next] < width && (above[next] <= at || (next & 1) != (count & 1))) {
                next++;
            }
            int mode = code(MODE_CODES);
            if (mode == PASS) {
                at = above[next] < width ? above[next + 1] : width;
            } else if (mode == HORIZONTAL) {
                int first = run(black);
                int second = run(!black);
                int start = Math.max(at, 0);
                if (first < 0 || second < 0 || start + first + second > width) {
                    return false;
                }
                add(start + first);
                at = start + first + second;
                add(at);
            } else {
                int change = above[next] + mode - VERTICAL;
                if (mode < 0 || change < Math.max(at, 0) || change > width || ended()) {
                    return false;
                }
                at = change;
                add(at);
            }
        }
        return !ended();
    }

    /// Notes a change. Two at one place cancel each other, so that there are never more than pixels.
    private void add(int at) {
        if (count > 0 && changes[count - 1] == at && at < width) {
            count--;
        } else if (at < width || count == 0 || changes[count - 1] < width) {
            changes[count++] = at;
        }
    }

    private int run(boolean black) {
        int sum = 0;
        while (true) {
            int run = code(black ? BLACK_RUNS : WHITE_RUNS);
            if (run < 0 || sum + run > width) {
                return NOTHING;
            }
            sum += run;
            if (run < MAKE_UP) {
                return sum;
            }
        }
    }

    /// The value of the next code, or [#NOTHING].
    private int code(int[] table) {
        int entry = table[peek(LONGEST_CODE)];
        if (entry < 0) {
            return NOTHING;
        }
        bit += entry & ((1 << LENGTH_BITS) - 1);
        return entry >> LENGTH_BITS;
    }

    /// Skips the mark at the end of a line, if there is one here.
    private boolean skipMark() {
        if (peek(MARK_ZEROS) != 0 || ended()) {
            return false;
        }
        while (!ended() && peek(1) == 0) {
            bit++;
        }
        bit++;
        return !ended();
    }

    /// Goes on to the next mark.
    private boolean findMark() {
        while (!ended() && peek(MARK_ZEROS) != 0) {
            bit++;
        }
        return !ended();
    }

    private boolean ended() {
        return bit > 8L * packed.length;
    }

    private int read(int bits) {
        int value = peek(bits);
        bit += bits;
        return value;
    }

    /// The next bits; zeros behind the end.
    private int peek(int bits) {
        int word = 0;
        long at = bit >> 3;
        for (int i = 0; i < 3; i++) {
            word = word << 8 | (at + i < packed.length ? packed[(int) at + i] & 0xff : 0);
        }
        return (word >> (24 - (int) (bit & 7) - bits)) & ((1 << bits) - 1);
    }

    private static int[] runs(String singles, String makeUps) {
        int[] table = new int[1 << LONGEST_CODE];
        Arrays.fill(table, NOTHING);
        put(table, singles, 0, 1);
        put(table, makeUps + " " + LONGEST, MAKE_UP, MAKE_UP);
        return table;
    }

    private static int[] table() {
        int[] table = new int[1 << LONGEST_CODE];
        Arrays.fill(table, NOTHING);
        put(table, MODES, 0, 1);
        return table;
    }

    private static void put(int[] table, String codes, int first, int step) {
        int value = first;
        for (String code : codes.split(" ")) {
            int from = Integer.parseInt(code, 2) << (LONGEST_CODE - code.length());
            int to = from + (1 << (LONGEST_CODE - code.length()));
            Arrays.fill(table, from, to, value << LENGTH_BITS | code.length());
            value += step;
        }
    }
}
