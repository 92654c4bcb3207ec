package dev.tuwen.vision.image;

/// The arithmetic decoder of VP8 (RFC 6386, section 7) over a part of a file. Beyond its end it reads zeros.
final class Vp8Bits {

    private final byte[] bytes;
    private final int end;
    private int at;
    private int range = 255;
    private int value;
    private int bits;
    private int beyond;

    Vp8Bits(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
        this.value = (next() << 8) | next();
    }

    private int next() {
        if (at < end) {
            return bytes[at++] & 0xff;
        }
        beyond++;
        return 0;
    }

    /// Whether bits were asked for that are not there. Two bytes are read ahead.
    boolean exhausted() {
        return beyond > 2;
    }

    /// One bit that is 0 with a probability of `probability` 256ths.
    int bit(int probability) {
        int split = 1 + (((range - 1) * probability) >> 8);
        int bit;
        if (value >= (split << 8)) {
            bit = 1;
            range -= split;
            value -= split << 8;
        } else {
            bit = 0;
            range = split;
        }
        while (range < 128) {
            value <<= 1;
            range <<= 1;
            if (++bits == 8) {
                bits = 0;
                value |= next();
            }
        }
        return bit;
    }

    boolean flag() {
        return bit(128) != 0;
    }

    /// A number of `count` bits, highest first.
    int number(int count) {
        int number = 0;
        for (int i = 0; i < count; i++) {
            number = (number << 1) | bit(128);
        }
        return number;
    }

    /// A number of `count` bits and its sign, if a flag says that there is one, else 0.
    int optional(int count) {
        if (!flag()) {
            return 0;
        }
        int number = number(count);
        return flag() ? -number : number;
    }
}
