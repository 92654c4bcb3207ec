package dev.tuwen.vision.image;

/// What the samples of a decoded raster mean, and how a row of them becomes 8-bit RGB.
///
/// No colour management: numbers are taken as they are, alpha is dropped and not blended, gray is replicated. All this
/// is how the reference turns pictures into RGB; embedded profiles are ignored there too.
sealed interface SampleColours {

    /// Converts `width` pixels of `bands` samples each, from the beginning of `samples`, to RGB from `at` on.
    void row(int[] samples, int bands, int width, byte[] rgb, int at);

    /// One gray sample, perhaps with alpha behind it.
    ///
    /// Gray of more than 8 bits alone is clipped to 255, not shifted: that is what the reference does with it. With
    /// alpha it is shifted, also as there.
    record Gray(int bits) implements SampleColours {
        @Override
        public void row(int[] samples, int bands, int width, byte[] rgb, int at) {
            int most = (1 << bits) - 1;
            int out = at;
            for (int x = 0; x < width; x++, out += Bitmap.CHANNELS) {
                int sample = samples[x * bands];
                int level;
                if (bits > 8) {
                    level = bands > 1 ? sample >> (bits - 8) : Math.clamp(sample, 0, 255);
                } else {
                    level = sample * 255 / most;
                }
                byte gray = (byte) level;
                rgb[out] = gray;
                rgb[out + 1] = gray;
                rgb[out + 2] = gray;
            }
        }
    }

    /// Red, green, blue, perhaps something behind them; `bits` for each.
    record Rgb(int redBits, int greenBits, int blueBits) implements SampleColours {
        static Rgb of(int bits) {
            return new Rgb(bits, bits, bits);
        }

        @Override
        public void row(int[] samples, int bands, int width, byte[] rgb, int at) {
            int out = at;
            int in = 0;
            for (int x = 0; x < width; x++, out += Bitmap.CHANNELS, in += bands) {
                rgb[out] = level(samples[in], redBits);
                rgb[out + 1] = level(samples[in + 1], greenBits);
                rgb[out + 2] = level(samples[in + 2], blueBits);
            }
        }

        private static byte level(int sample, int bits) {
            if (bits == 8) {
                return (byte) sample;
            }
            return (byte) (bits > 8 ? sample >> (bits - 8) : sample * 255 / ((1 << bits) - 1));
        }
    }

    /// An index into triples of red, green, blue; an index beyond them is black.
    record Palette(Triples triples) implements SampleColours {
        @Override
        public void row(int[] samples, int bands, int width, byte[] rgb, int at) {
            byte[] colours = triples.rgb();
            int out = at;
            for (int x = 0; x < width; x++, out += Bitmap.CHANNELS) {
                int in = samples[x * bands] * Bitmap.CHANNELS;
                if (in + 2 < colours.length) {
                    rgb[out] = colours[in];
                    rgb[out + 1] = colours[in + 1];
                    rgb[out + 2] = colours[in + 2];
                } else {
                    rgb[out] = 0;
                    rgb[out + 1] = 0;
                    rgb[out + 2] = 0;
                }
            }
        }
    }

    /// The colours of a palette; the array is shared, read-only.
    final class Triples {
        private final byte[] rgb;

        Triples(byte[] rgb) {
            this.rgb = rgb;
        }

        byte[] rgb() {
            return rgb;
        }
    }

    /// Luma and two chroma samples as JPEG has them, in the 16-bit fixed point of the common JPEG library.
    record LumaChroma() implements SampleColours {
        private static final int BITS = 16;
        private static final int HALF = 1 << (BITS - 1);
        private static final int RED = fixed(1.40200);
        private static final int BLUE = fixed(1.77200);
        private static final int GREEN_OF_RED = fixed(0.71414);
        private static final int GREEN_OF_BLUE = fixed(0.34414);

        private static int fixed(double factor) {
            return (int) (factor * (1 << BITS) + 0.5);
        }

        @Override
        public void row(int[] samples, int bands, int width, byte[] rgb, int at) {
            int out = at;
            int in = 0;
            for (int x = 0; x < width; x++, out += Bitmap.CHANNELS, in += bands) {
                int luma = samples[in];
                int blueness = samples[in + 1] - 128;
                int redness = samples[in + 2] - 128;
                rgb[out] = (byte) Math.clamp(luma + ((RED * redness + HALF) >> BITS), 0, 255);
                rgb[out + 1] = (byte) Math.clamp(
                        luma + ((-GREEN_OF_BLUE * blueness + HALF - GREEN_OF_RED * redness) >> BITS), 0, 255);
                rgb[out + 2] = (byte) Math.clamp(luma + ((BLUE * blueness + HALF) >> BITS), 0, 255);
            }
        }
    }

    /// Cyan, magenta, yellow and black inks; `inverted` where 255 means no ink, as in JPEG files.
    record Inks(boolean inverted) implements SampleColours {
        @Override
        public void row(int[] samples, int bands, int width, byte[] rgb, int at) {
            int out = at;
            int in = 0;
            int flip = inverted ? 255 : 0;
            for (int x = 0; x < width; x++, out += Bitmap.CHANNELS, in += bands) {
                int light = 255 - (samples[in + 3] ^ flip);
                rgb[out] = through(samples[in] ^ flip, light);
                rgb[out + 1] = through(samples[in + 1] ^ flip, light);
                rgb[out + 2] = through(samples[in + 2] ^ flip, light);
            }
        }

        /// What is left of `light` after an ink: `light − ink·light/255`, the quotient rounded.
        private static byte through(int ink, int light) {
            int product = ink * light + 128;
            return (byte) Math.clamp(light - (((product >> 8) + product) >> 8), 0, 255);
        }
    }

    /// Luma, chroma and black: the inks of a JPEG, coded like its colours.
    record LumaChromaBlack() implements SampleColours {
        private static final LumaChroma COLOURS = new LumaChroma();
        private static final Inks INKS = new Inks(true);

        @Override
        public void row(int[] samples, int bands, int width, byte[] rgb, int at) {
            COLOURS.row(samples, bands, width, rgb, at);
            for (int x = 0; x < width; x++) {
                int in = x * bands;
                int out = at + x * Bitmap.CHANNELS;
                samples[in] = 255 - (rgb[out] & 0xff);
                samples[in + 1] = 255 - (rgb[out + 1] & 0xff);
                samples[in + 2] = 255 - (rgb[out + 2] & 0xff);
            }
            INKS.row(samples, bands, width, rgb, at);
        }
    }
}
