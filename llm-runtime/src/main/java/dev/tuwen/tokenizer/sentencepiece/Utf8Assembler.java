package dev.tuwen.tokenizer.sentencepiece;

/// Bytes to characters, one at a time: a character is appended once its last byte is there, and U+FFFD once for each
/// byte that belongs to none. Overlong forms, surrogates and numbers above U+10FFFF are bad, as everywhere.
final class Utf8Assembler {
    private static final char REPLACEMENT = '\uFFFD';

    private final int[] pending = new int[4];
    private int count;

    /// Takes a byte, 0 to 255.
    void add(int value, StringBuilder out) {
        pending[count++] = value;
        while (count > 0) {
            int length = length(pending[0]);
            int good = goodBytes(length);
            if (good == count && count < length) {
                return;
            }
            if (length > 0 && good == length) {
                out.appendCodePoint(character(length));
                drop(length);
            } else {
                out.append(REPLACEMENT);
                drop(1);
            }
        }
    }

    /// Gives up on a character that is not complete.
    void flush(StringBuilder out) {
        for (; count > 0; count--) {
            out.append(REPLACEMENT);
        }
    }

    private void drop(int bytes) {
        count -= bytes;
        System.arraycopy(pending, bytes, pending, 0, count);
    }

    // Bytes of the character that begins with this byte; 0 if none does.
    private static int length(int first) {
        if (first < 0x80) {
            return 1;
        }
        if (first < 0xC2 || first > 0xF4) {
            return 0;
        }
        return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    }

    // How many of the pending bytes, at most `length`, can begin one character.
    private int goodBytes(int length) {
        int good = Math.min(length, 1);
        while (good < Math.min(length, count) && isTrailing(good, pending[good])) {
            good++;
        }
        return good;
    }

    private boolean isTrailing(int place, int value) {
        int minimum = 0x80;
        int maximum = 0xBF;
        if (place == 1) {
            switch (pending[0]) {
                case 0xE0 -> minimum = 0xA0;
                case 0xED -> maximum = 0x9F;
                case 0xF0 -> minimum = 0x90;
                case 0xF4 -> maximum = 0x8F;
                default -> {}
            }
        }
        return value >= minimum && value <= maximum;
    }

    private int character(int length) {
        int character = length == 1 ? pending[0] : pending[0] & (0xFF >> (length + 1));
        for (int i = 1; i < length; i++) {
            character = (character << 6) | (pending[i] & 0x3F);
        }
        return character;
    }
}
