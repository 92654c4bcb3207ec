package dev.tuwen.vision.image;

/// The coefficients of small blocks of a VP8 key frame: RFC 6386, section 13.
final class Vp8Tokens {

    static final int AFTER_SECOND = 0;
    static final int SECOND = 1;
    static final int CHROMA = 2;
    static final int COMPLETE = 3;

    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
    private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
    private static final int[][] LARGE = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };

    private final int[] tokenOdds = Vp8Tables.tokens();

    /// Reads the changes of the probabilities in a frame's header.
    void update(Vp8Bits bits) {
        int[] updates = Vp8Tables.updates();
        for (int i = 0; i < tokenOdds.length; i++) {
            if (bits.bit(updates[i]) != 0) {
                tokenOdds[i] = bits.number(8);
            }
        }
    }

    /// Reads the coefficients of one small block and returns the place behind the last one.
    int read(Vp8Bits part, int type, int context, int first, int dc, int ac, int[] out, int to) {
        int odds = odds(type, first, context);
        int n = first;
        while (n < 16) {
            if (part.bit(tokenOdds[odds]) == 0) {
                return n;
            }
            while (part.bit(tokenOdds[odds + 1]) == 0) {
                n++;
                if (n == 16) {
                    return 16;
                }
                odds = odds(type, n, 0);
            }
            int value = 1;
            if (part.bit(tokenOdds[odds + 2]) != 0) {
                value = large(part, odds);
            }
            int step = n > 0 ? ac : dc;
            out[to + ZIGZAG[n]] = (part.flag() ? -value : value) * step;
            n++;
            odds = odds(type, n, value == 1 ? 1 : 2);
        }
        return 16;
    }

    private static int odds(int type, int n, int context) {
        return ((type * 8 + BANDS[n]) * 3 + context) * 11;
    }

    private int large(Vp8Bits part, int odds) {
        if (part.bit(tokenOdds[odds + 3]) == 0) {
            return part.bit(tokenOdds[odds + 4]) == 0 ? 2 : 3 + part.bit(tokenOdds[odds + 5]);
        }
        if (part.bit(tokenOdds[odds + 6]) == 0) {
            if (part.bit(tokenOdds[odds + 7]) == 0) {
                return 5 + part.bit(159);
            }
            int two = 2 * part.bit(165);
            return 7 + two + part.bit(145);
        }
        int high = part.bit(tokenOdds[odds + 8]);
        int category = 2 * high + part.bit(tokenOdds[odds + 9 + high]);
        int value = 0;
        for (int probability : LARGE[category]) {
            value = 2 * value + part.bit(probability);
        }
        return value + 3 + (8 << category);
    }
}
