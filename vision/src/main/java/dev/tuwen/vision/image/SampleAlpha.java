package dev.tuwen.vision.image;

import java.util.Arrays;

/// How the samples of a decoded raster say what is transparent.
sealed interface SampleAlpha {

    /// Writes the alpha of `width` pixels of `bands` samples each to `alpha` from `at` on: 0 to 255.
    void row(int[] samples, int bands, int width, byte[] alpha, int at);

    /// One of the samples is alpha, of `bits` bits.
    record Band(int band, int bits) implements SampleAlpha {
        @Override
        public void row(int[] samples, int bands, int width, byte[] alpha, int at) {
            for (int x = 0; x < width; x++) {
                int sample = samples[x * bands + band];
                alpha[at + x] = (byte) (bits >= 8 ? sample >>> (bits - 8) : sample * 255 / ((1 << bits) - 1));
            }
        }
    }

    /// One colour is transparent.
    record Key(int[] colour) implements SampleAlpha {
        @Override
        public void row(int[] samples, int bands, int width, byte[] alpha, int at) {
            for (int x = 0; x < width; x++) {
                boolean same = true;
                for (int band = 0; band < colour.length; band++) {
                    same &= samples[x * bands + band] == colour[band];
                }
                alpha[at + x] = (byte) (same ? 0 : 255);
            }
        }
    }

    /// Colours of a palette have an alpha each; those beyond are opaque.
    record OfPalette(byte[] alphas) implements SampleAlpha {
        /// With one colour that is transparent, or with none if it is below 0.
        static OfPalette without(int index) {
            if (index < 0) {
                return new OfPalette(new byte[0]);
            }
            byte[] alphas = new byte[index + 1];
            Arrays.fill(alphas, 0, index, (byte) 255);
            return new OfPalette(alphas);
        }

        @Override
        public void row(int[] samples, int bands, int width, byte[] alpha, int at) {
            for (int x = 0; x < width; x++) {
                int index = samples[x * bands];
                alpha[at + x] = index < alphas.length ? alphas[index] : (byte) 255;
            }
        }
    }
}
