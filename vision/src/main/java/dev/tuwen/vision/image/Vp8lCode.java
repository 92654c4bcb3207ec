package dev.tuwen.vision.image;

/// A canonical prefix code of a lossless WebP picture: short codes are looked up, longer ones are walked bit by bit.
final class Vp8lCode {

    static final int LONGEST = 15;

    private static final int LOOKED_UP = 8;
    private static final int LENGTH_BITS = 4;

    /// Symbols, shorter codes first.
    private final char[] symbols;

    /// How many codes have each length.
    private final int[] counts;

    /// By the next bits: a symbol, and in the lowest bits how long its code is; 0 where it is longer.
    private final char[] table;

    private final int tableBits;

    private Vp8lCode(char[] symbols, int[] counts) {
        this.symbols = symbols;
        this.counts = counts;
        int longest = LONGEST;
        while (longest > 0 && counts[longest] == 0) {
            longest--;
        }
        this.tableBits = symbols.length == 1 ? 0 : Math.min(longest, LOOKED_UP);
        this.table = new char[1 << tableBits];
        int code = 0;
        int next = 0;
        for (int length = 1; length <= tableBits; length++, code <<= 1) {
            for (int i = 0; i < counts[length]; i++, code++, next++) {
                // The first bit of a code is its highest one.
                int first = Integer.reverse(code) >>> (Integer.SIZE - length);
                for (int at = first; at < table.length; at += 1 << length) {
                    table[at] = (char) (symbols[next] << LENGTH_BITS | length);
                }
            }
        }
    }

    /// The code whose symbols have these lengths, 0 for those that do not occur. The only symbol of a code takes no
    /// bits.
    static Vp8lCode of(int[] lengths) {
        int[] counts = new int[LONGEST + 1];
        int used = 0;
        int space = 0;
        for (int length : lengths) {
            counts[length]++;
            if (length > 0) {
                used++;
                space += 1 << (LONGEST - length);
            }
        }
        counts[0] = 0;
        if (used != 1 && space != 1 << LONGEST) {
            throw ImageFormatException.damaged(ImageFormat.WEBP, "a code that is not complete");
        }
        int[] places = new int[LONGEST + 2];
        for (int length = 1; length <= LONGEST; length++) {
            places[length + 1] = places[length] + counts[length];
        }
        char[] symbols = new char[used];
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            if (lengths[symbol] > 0) {
                symbols[places[lengths[symbol]]++] = (char) symbol;
            }
        }
        return new Vp8lCode(symbols, counts);
    }

    /// How many numbers it keeps.
    int size() {
        return symbols.length + table.length;
    }

    int read(Vp8lBits bits) {
        if (symbols.length == 1) {
            return symbols[0];
        }
        int entry = table[bits.peek(tableBits)];
        if (entry != 0) {
            bits.skip(entry & ((1 << LENGTH_BITS) - 1));
            return entry >> LENGTH_BITS;
        }
        int word = bits.peek(LONGEST);
        int code = 0;
        int first = 0;
        int before = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code |= word & 1;
            word >>= 1;
            if (code - first < counts[length]) {
                bits.skip(length);
                return symbols[before + code - first];
            }
            before += counts[length];
            first = (first + counts[length]) << 1;
            code <<= 1;
        }
        throw new IllegalStateException("a complete code knows all bits");
    }
}
