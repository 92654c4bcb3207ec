package dev.tuwen.vision.image;

import java.util.stream.IntStream;

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
            int maximum = (1 << bits) - 1;
            int out = at;
            for (int x = 0; x < width; x++, out += Bitmap.CHANNELS) {
                int sample = samples[x * bands];
                int level;
                if (bits > 8) {
                    level = bands > 1 ? sample >>> (bits - 8) : Math.clamp(sample, 0, 255);
                } else {
                    level = sample * 255 / maximum;
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
            return (byte) (bits > 8 ? sample >>> (bits - 8) : sample * 255 / ((1 << bits) - 1));
        }
    }

    /// Samples whose largest means nothing and nothing the most, as `bits` allow.
    record Negative(SampleColours positive, int bits) implements SampleColours {
        @Override
        public void row(int[] samples, int bands, int width, byte[] rgb, int at) {
            int maximum = bits == Integer.SIZE ? -1 : (1 << bits) - 1;
            for (int i = 0; i < width * bands; i += bands) {
                samples[i] = maximum - samples[i];
            }
            positive.row(samples, bands, width, rgb, at);
        }
    }

    /// Samples of `bits` bits, 8 or more, of which the highest 8 count.
    record HighBytes(SampleColours bytes, int bits) implements SampleColours {
        @Override
        public void row(int[] samples, int bands, int width, byte[] rgb, int at) {
            for (int i = 0; i < width * bands; i++) {
                samples[i] >>>= bits - 8;
            }
            bytes.row(samples, bands, width, rgb, at);
        }
    }

    /// Red, green and blue that are multiplied with the alpha behind them: divided by it again. Nothing is black.
    record Multiplied(SampleColours plain, int bits) implements SampleColours {
        @Override
        public void row(int[] samples, int bands, int width, byte[] rgb, int at) {
            long maximum = (1L << bits) - 1;
            for (int i = 0; i < width * bands; i += bands) {
                long alpha = samples[i + Bitmap.CHANNELS] & maximum;
                for (int band = 0; band < Bitmap.CHANNELS && alpha > 0; band++) {
                    samples[i + band] = (int) Math.min(maximum, (samples[i + band] & maximum) * maximum / alpha);
                }
            }
            plain.row(samples, bands, width, rgb, at);
        }
    }

    /// Lightness and two opponent colours of CIE L*a*b* under D50, converted to sRGB; `signed` where the opponents are
    /// two's complement, else 128 (or that many 256ths of the range) is gray. 8 or 16 bits each.
    record Lab(int bits, boolean signed) implements SampleColours {
        private static final double WHITE_X = 0.96422;
        private static final double WHITE_Z = 0.82521;

        @Override
        public void row(int[] samples, int bands, int width, byte[] rgb, int at) {
            double lightest = (1 << bits) - 1;
            int out = at;
            int in = 0;
            for (int x = 0; x < width; x++, out += Bitmap.CHANNELS, in += bands) {
                double y = (samples[in] / lightest * 100 + 16) / 116;
                double cieX = WHITE_X * linear(y + opponent(samples[in + 1]) / 500);
                double cieY = linear(y);
                double cieZ = WHITE_Z * linear(y - opponent(samples[in + 2]) / 200);
                // XYZ under D50 to linear sRGB, adapted by Bradford's matrix: brucelindbloom.com.
                rgb[out] = level(3.1338561 * cieX - 1.6168667 * cieY - 0.4906146 * cieZ);
                rgb[out + 1] = level(-0.9787684 * cieX + 1.9161415 * cieY + 0.0334540 * cieZ);
                rgb[out + 2] = level(0.0719453 * cieX - 0.2289914 * cieY + 1.4052427 * cieZ);
            }
        }

        private double opponent(int sample) {
            int shift = Integer.SIZE - bits;
            int offset = signed ? sample << shift >> shift : sample - (1 << (bits - 1));
            return offset / (double) (1 << (bits - 8));
        }

        private static double linear(double root) {
            return root > 6.0 / 29 ? root * root * root : (root - 4.0 / 29) * 108 / 841;
        }

        private static byte level(double light) {
            double coded = light <= 0.0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
            return (byte) Math.clamp(Math.round(coded * 255), 0, 255);
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

    /// Luma and two chroma samples with levels and parts of their own, as in TIFF files of films.
    ///
    /// @param levels of black and white luma, then of none and most of each chroma
    /// @param parts of red, green and blue in luma
    record FilmLumaChroma(double[] levels, double[] parts) implements SampleColours {
        private static final double NEAR = 1e-3;

        /// Whether it is what nearly all files have.
        boolean isCommon() {
            double[] common = {0, 255, 128, 255, 128, 255, 0.299, 0.587, 0.114};
            return IntStream.range(0, common.length)
                    .allMatch(i ->
                            Math.abs((i < levels.length ? levels[i] : parts[i - levels.length]) - common[i]) < NEAR);
        }

        private double level(int sample, int channel, double range) {
            double level = (sample - levels[2 * channel]) * range / (levels[2 * channel + 1] - levels[2 * channel]);
            return Double.isFinite(level) ? level : 0;
        }

        @Override
        public void row(int[] samples, int bands, int width, byte[] rgb, int at) {
            for (int x = 0; x < width; x++) {
                double luma = level(samples[x * bands], 0, 255);
                double blue = luma + level(samples[x * bands + 1], 1, 127) * (2 - 2 * parts[2]);
                double red = luma + level(samples[x * bands + 2], 2, 127) * (2 - 2 * parts[0]);
                double green = (luma - parts[0] * red - parts[2] * blue) / parts[1];
                rgb[at + 3 * x] = (byte) Math.clamp(Math.round(red), 0, 255);
                rgb[at + 3 * x + 1] = (byte) Math.clamp(Math.round(green), 0, 255);
                rgb[at + 3 * x + 2] = (byte) Math.clamp(Math.round(blue), 0, 255);
            }
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
