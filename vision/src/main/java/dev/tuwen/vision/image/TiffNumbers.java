package dev.tuwen.vision.image;

/// The numbers in the unpacked bytes of one strip or tile of a TIFF file.
///
/// Whole numbers of any size up to 32 bits come as they are stored, fractions from 0 to 1 as 0 to 255.
final class TiffNumbers {

    /// How far above 1 or below 0 rounding may take a fraction.
    private static final double ROUNDING = 1e-3;

    private final TiffLayout layout;
    private final boolean bigEndian;
    private final byte[] bytes;

    /// @param bytes the unpacked rows; predictors are undone in place
    /// @param rows how many
    TiffNumbers(TiffLayout layout, boolean bigEndian, byte[] bytes, int rows) {
        this.layout = layout;
        this.bigEndian = bigEndian;
        this.bytes = bytes;
        if (layout.predicted()) {
            for (int row = 0; row < rows; row++) {
                undoPredictor(row * layout.rowBytes());
            }
        }
    }

    /// What bits a number has when it comes out of [#row].
    static int bitsOut(TiffLayout layout) {
        return layout.kind() == TiffLayout.Kind.FLOAT ? 8 : layout.bits();
    }

    private void undoPredictor(int start) {
        int each = layout.bits() / 8;
        if (layout.predictor() == TiffLayout.DIFFERENCES
                && (layout.bits() == 8 || layout.bits() == 16 || layout.bits() == 32)) {
            int step = layout.blockSamples() * each;
            for (int at = start + step; at < start + layout.rowBytes(); at += each) {
                put(at, each, whole(at, each) + whole(at - step, each));
            }
        } else if (layout.predictor() == TiffLayout.FLOAT_DIFFERENCES && layout.kind() == TiffLayout.Kind.FLOAT) {
            int row = layout.rowBytes();
            for (int at = start + layout.blockSamples(); at < start + row; at++) {
                bytes[at] += bytes[at - layout.blockSamples()];
            }
            // All highest bytes, then all second ones, and so on.
            byte[] planes = new byte[row];
            System.arraycopy(bytes, start, planes, 0, row);
            int count = row / each;
            for (int i = 0; i < count; i++) {
                for (int b = 0; b < each; b++) {
                    bytes[start + i * each + (bigEndian ? b : each - 1 - b)] = planes[b * count + i];
                }
            }
        } else {
            throw TiffLayout.unreadable(
                    "predictor " + layout.predictor() + " with " + layout.bits() + " bits a sample is not supported");
        }
    }

    private int whole(int at, int each) {
        int value = 0;
        for (int b = 0; b < each; b++) {
            value = (value << 8) | (bytes[at + (bigEndian ? b : each - 1 - b)] & 0xff);
        }
        return value;
    }

    private void put(int at, int each, int value) {
        for (int b = 0; b < each; b++) {
            bytes[at + (bigEndian ? each - 1 - b : b)] = (byte) (value >> (8 * b));
        }
    }

    /// Takes `pixels` pixels of a row: their samples go to `out` from `band` on, `step` apart from pixel to pixel.
    void row(int row, int pixels, int[] out, int band, int step) {
        int samples = layout.blockSamples();
        int start = row * layout.rowBytes();
        int each = layout.bits() / 8;
        for (int x = 0; x < pixels; x++) {
            for (int sample = 0; sample < samples; sample++) {
                int index = x * samples + sample;
                out[x * step + band + sample] = switch (layout.kind()) {
                    case FLOAT -> level(fraction(start + index * each));
                    case UNSIGNED, SIGNED ->
                        layout.bits() % 8 == 0
                                ? whole(start + index * each, each)
                                : bits(start, (long) index * layout.bits());
                };
            }
        }
    }

    /// A number that begins at any bit of a row, highest bit first.
    private int bits(int start, long bit) {
        int value = 0;
        for (int i = 0; i < layout.bits(); i++, bit++) {
            value = (value << 1) | ((bytes[start + (int) (bit >> 3)] >> (7 - (int) (bit & 7))) & 1);
        }
        return value;
    }

    private double fraction(int at) {
        return switch (layout.bits()) {
            case 16 -> Float.float16ToFloat((short) whole(at, 2));
            case 32 -> Float.intBitsToFloat(whole(at, 4));
            default -> {
                long first = whole(at, 4) & 0xffff_ffffL;
                long second = whole(at + 4, 4) & 0xffff_ffffL;
                yield Double.longBitsToDouble(bigEndian ? first << 32 | second : second << 32 | first);
            }
        };
    }

    /// Fractions tell no unit: where they leave 0 to 1, nobody knows what is white. What is no number is black.
    private static int level(double fraction) {
        if (fraction > 1 + ROUNDING || fraction < -ROUNDING) {
            throw TiffLayout.unreadable("a sample is " + fraction + ", expected 0 to 1; save it with 8 bits a sample");
        }
        return Math.clamp(Math.round(fraction * 255), 0, 255);
    }
}
