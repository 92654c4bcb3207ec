package dev.tuwen.vision.siglip;

import dev.tuwen.vision.image.CubicWeights;
import java.util.Arrays;

/// Fits a learned square table of positions to the patch grid of a picture.
///
/// Antialiased bicubic with `a = −0.5`, along rows and columns separately, with the same weights as pictures are
/// resized with; sums in F32 and no rounding to levels.
public final class PositionGrid {

    private PositionGrid() {}

    /// The table at another size.
    ///
    /// @param table `[side · side, width]`, row by row
    /// @param side rows and columns of the table
    /// @param width columns of a position
    /// @param rows rows wanted
    /// @param columns columns wanted
    /// @return `[rows · columns, width]`, row by row
    public static float[] resized(float[] table, int side, int width, int rows, int columns) {
        if (table.length != (long) side * side * width) {
            throw new IllegalArgumentException(
                    "position table has " + table.length + " numbers, expected " + side + " x " + side + " x " + width);
        }
        if (rows == side && columns == side) {
            return Arrays.copyOf(table, table.length);
        }
        // A row of the table is `side` groups of `width` numbers; resizing columns mixes groups, resizing rows whole
        // rows.
        float[] wide = resized(table, side, CubicWeights.of(side, columns), side, width);
        return resized(wide, 1, CubicWeights.of(side, rows), side, Math.multiplyExact(columns, width));
    }

    /// Replaces, in each of `outer` stretches, `in` groups of `size` numbers by weighted sums of them.
    private static float[] resized(float[] from, int outer, CubicWeights weights, int in, int size) {
        int out = weights.size();
        float[] to = new float[Math.multiplyExact(Math.multiplyExact(outer, out), size)];
        for (int stretch = 0; stretch < outer; stretch++) {
            for (int o = 0; o < out; o++) {
                int target = (stretch * out + o) * size;
                for (int tap = 0; tap < weights.count(o); tap++) {
                    float weight = (float) weights.weight(o, tap);
                    int source = (stretch * in + weights.first(o) + tap) * size;
                    for (int i = 0; i < size; i++) {
                        to[target + i] += weight * from[source + i];
                    }
                }
            }
        }
        return to;
    }
}
