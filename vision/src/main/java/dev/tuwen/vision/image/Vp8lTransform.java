package dev.tuwen.vision.image;

import java.util.Arrays;

/// Undoes one step of the encoder of a lossless WebP picture: RFC 9649, section 3.5. Pixels are ARGB.
sealed interface Vp8lTransform {

    int OPAQUE = 0xff000000;
    int GREEN_AND_ALPHA = 0xff00ff00;
    int RED_AND_BLUE = 0x00ff00ff;

    /// Pixels a row of what it is undone on.
    int packedWidth();

    /// Undoes it in the first `rows` rows, in place where the width stays.
    int[] undo(int[] argb, int rows, int height);

    /// How many blocks of 2 to the `bits` cover a side.
    static int blocks(int side, int bits) {
        return (side + (1 << bits) - 1) >> bits;
    }

    /// Channel by channel, without carry.
    private static int sum(int a, int b) {
        return (((a & GREEN_AND_ALPHA) + (b & GREEN_AND_ALPHA)) & GREEN_AND_ALPHA)
                | (((a & RED_AND_BLUE) + (b & RED_AND_BLUE)) & RED_AND_BLUE);
    }

    /// Red and blue were stored less green.
    record AddGreen(int packedWidth) implements Vp8lTransform {
        @Override
        public int[] undo(int[] argb, int rows, int height) {
            for (int i = 0; i < rows * packedWidth; i++) {
                int green = argb[i] >> 8 & 0xff;
                argb[i] = sum(argb[i], green << 16 | green);
            }
            return argb;
        }
    }

    /// Red was stored less a part of green, blue less parts of both.
    ///
    /// @param packedWidth pixels a row
    /// @param bits of the side of a block
    /// @param parts of each block in 32nds, signed: of green in red, of green in blue, of red in blue
    record CrossColour(int packedWidth, int bits, int[] parts) implements Vp8lTransform {
        @Override
        public int[] undo(int[] argb, int rows, int height) {
            for (int y = 0; y < rows; y++) {
                int block = (y >> bits) * blocks(packedWidth, bits);
                for (int x = 0; x < packedWidth; x++) {
                    int part = parts[block + (x >> bits)];
                    int pixel = argb[y * packedWidth + x];
                    int red = (pixel >> 16) + part(part, pixel >> 8) & 0xff;
                    int blue = pixel + part(part >> 8, pixel >> 8) + part(part >> 16, red) & 0xff;
                    argb[y * packedWidth + x] = (pixel & GREEN_AND_ALPHA) | red << 16 | blue;
                }
            }
            return argb;
        }

        private static int part(int part, int channel) {
            return ((byte) part * (byte) channel) >> 5;
        }
    }

    /// Green is an index, or several side by side, the first one in the lowest bits.
    ///
    /// @param width pixels a row
    /// @param bits log of how many pixels are in one
    /// @param colours of the indices; what is behind them is transparent black
    record Palette(int width, int bits, int[] colours) implements Vp8lTransform {
        static Palette of(int[] differences, int width) {
            int[] colours = Arrays.copyOf(differences, 256);
            for (int i = 1; i < differences.length; i++) {
                colours[i] = sum(colours[i - 1], colours[i]);
            }
            int count = differences.length;
            return new Palette(width, count <= 2 ? 3 : count <= 4 ? 2 : count <= 16 ? 1 : 0, colours);
        }

        @Override
        public int packedWidth() {
            return blocks(width, bits);
        }

        @Override
        public int[] undo(int[] argb, int rows, int height) {
            int packed = packedWidth();
            int each = 8 >> bits;
            int[] out = bits == 0 ? argb : new int[Math.multiplyExact(width, height)];
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < width; x++) {
                    int in = x >> bits;
                    int index = (argb[y * packed + in] >> 8 & 0xff) >> ((x - (in << bits)) * each);
                    out[y * width + x] = colours[index & ((1 << each) - 1)];
                }
            }
            return out;
        }
    }

    /// Pixels were stored less what their neighbours predict.
    ///
    /// @param packedWidth pixels a row
    /// @param bits of the side of a block
    /// @param modes how each block is predicted, as green
    record Predictor(int packedWidth, int bits, int[] modes) implements Vp8lTransform {
        @Override
        public int[] undo(int[] argb, int rows, int height) {
            int width = packedWidth;
            for (int at = 0; at < rows * width; at++) {
                int y = at / width;
                int x = at - y * width;
                int predicted;
                if (y == 0) {
                    predicted = x == 0 ? OPAQUE : argb[at - 1];
                } else if (x == 0) {
                    predicted = argb[at - width];
                } else {
                    int mode = modes[(y >> bits) * blocks(width, bits) + (x >> bits)] >> 8 & 15;
                    // To the right of the last column is the first one of this row.
                    predicted =
                            predicted(mode, argb[at - 1], argb[at - width], argb[at - width - 1], argb[at - width + 1]);
                }
                argb[at] = sum(argb[at], predicted);
            }
            return argb;
        }

        private static int predicted(int mode, int left, int above, int aboveLeft, int aboveRight) {
            return switch (mode) {
                case 1 -> left;
                case 2 -> above;
                case 3 -> aboveRight;
                case 4 -> aboveLeft;
                case 5 -> average(average(left, aboveRight), above);
                case 6 -> average(left, aboveLeft);
                case 7 -> average(left, above);
                case 8 -> average(aboveLeft, above);
                case 9 -> average(above, aboveRight);
                case 10 -> average(average(left, aboveLeft), average(above, aboveRight));
                case 11 -> distance(above, aboveLeft) < distance(left, aboveLeft) ? left : above;
                case 12 -> gradient(left, above, aboveLeft);
                case 13 -> halfGradient(average(left, above), aboveLeft);
                default -> OPAQUE;
            };
        }

        /// Channel by channel, rounded down.
        private static int average(int a, int b) {
            return (((a ^ b) & 0xfefefefe) >>> 1) + (a & b);
        }

        private static int channel(int pixel, int shift) {
            return pixel >> shift & 0xff;
        }

        /// Summed over all channels.
        private static int distance(int a, int b) {
            int sum = 0;
            for (int shift = 0; shift < Integer.SIZE; shift += 8) {
                sum += Math.abs(channel(a, shift) - channel(b, shift));
            }
            return sum;
        }

        private static int gradient(int left, int above, int aboveLeft) {
            int pixel = 0;
            for (int shift = 0; shift < Integer.SIZE; shift += 8) {
                int level = channel(left, shift) + channel(above, shift) - channel(aboveLeft, shift);
                pixel |= Math.clamp(level, 0, 255) << shift;
            }
            return pixel;
        }

        private static int halfGradient(int average, int aboveLeft) {
            int pixel = 0;
            for (int shift = 0; shift < Integer.SIZE; shift += 8) {
                int level = channel(average, shift);
                pixel |= Math.clamp(level + (level - channel(aboveLeft, shift)) / 2, 0, 255) << shift;
            }
            return pixel;
        }
    }
}
