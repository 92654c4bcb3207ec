package dev.tuwen.vision.resampler;

/// Enlarges the queries' square table of positions to a patch grid.
///
/// Plain bicubic with `a = −0.75`: half-pixel centres, four taps at the nearest samples, indices clamped to the border,
/// no antialiasing; sums in F32. Another constant and another border than the vision encoder's own table.
public final class EnlargedTable {

    private static final float A = -0.75f;
    private static final int TAPS = 4;

    private EnlargedTable() {}

    /// The table at another size.
    ///
    /// @param table `[side · side, width]`, row by row
    /// @param width columns of a position
    /// @return `[rows · columns, width]`, row by row
    public static float[] of(float[] table, int width, int rows, int columns) {
        int count = table.length / width;
        int side = (int) Math.round(Math.sqrt(count));
        if ((long) side * side * width != table.length) {
            throw new IllegalArgumentException(
                    "position table has " + table.length + " numbers, expected a square of rows of " + width);
        }
        float[] wide = resized(table, side, side, columns, width);
        return resized(wide, 1, side, rows, Math.multiplyExact(columns, width));
    }

    /// Replaces, in each of `outer` stretches, `in` groups of `size` numbers by `out` groups in between.
    private static float[] resized(float[] from, int outer, int in, int out, int size) {
        float[] to = new float[Math.multiplyExact(Math.multiplyExact(outer, out), size)];
        float[] weights = new float[TAPS];
        for (int o = 0; o < out; o++) {
            float centre = (o + 0.5f) * ((float) in / out) - 0.5f;
            int nearest = (int) Math.floor(centre);
            weights(centre - nearest, weights);
            for (int stretch = 0; stretch < outer; stretch++) {
                int target = (stretch * out + o) * size;
                for (int tap = 0; tap < TAPS; tap++) {
                    int source = (stretch * in + Math.clamp(nearest - 1L + tap, 0, in - 1)) * size;
                    for (int i = 0; i < size; i++) {
                        to[target + i] += weights[tap] * from[source + i];
                    }
                }
            }
        }
        return to;
    }

    private static void weights(float fraction, float[] weights) {
        weights[0] = far(fraction + 1);
        weights[1] = near(fraction);
        weights[2] = near(1 - fraction);
        weights[3] = far(2 - fraction);
    }

    private static float near(float x) {
        return ((A + 2) * x - (A + 3)) * x * x + 1;
    }

    private static float far(float x) {
        return ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
    }
}
