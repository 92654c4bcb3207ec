package dev.tuwen.vision.resampler;

/// Positions on a grid as sines and cosines.
///
/// With width `D` and `f[i] = 10000^(−i/(D/4))` for `i < D/4`, the patch in column `c` of row `r` gets
/// `[sin(c·f), cos(c·f), sin(r·f), cos(r·f)]`: the column comes first. Positions are plain integers.
public final class SineCosineGrid {

    private static final float BASE = 10_000f;

    private SineCosineGrid() {}

    /// The positions, `[rows · columns, width]`, row by row.
    ///
    /// @param width a multiple of 4
    public static float[] of(int rows, int columns, int width) {
        if (width < 4 || width % 4 != 0) {
            throw new IllegalArgumentException("positions of " + width + " columns, expected a multiple of 4");
        }
        float[] lines = lines(Math.max(rows, columns), width / 4);
        int half = width / 2;
        float[] positions = new float[Math.multiplyExact(Math.multiplyExact(rows, columns), width)];
        int at = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++, at += width) {
                System.arraycopy(lines, column * half, positions, at, half);
                System.arraycopy(lines, row * half, positions, at + half, half);
            }
        }
        return positions;
    }

    /// Sines, then cosines of every position along one axis, `[count, 2 · quarter]`. Frequencies and angles are rounded
    /// to F32, as in the reference.
    private static float[] lines(int count, int quarter) {
        float[] lines = new float[Math.multiplyExact(count, 2 * quarter)];
        for (int i = 0; i < quarter; i++) {
            float frequency = 1f / (float) Math.pow(BASE, i / (float) quarter);
            for (int position = 0; position < count; position++) {
                float angle = position * frequency;
                lines[position * 2 * quarter + i] = (float) Math.sin(angle);
                lines[position * 2 * quarter + quarter + i] = (float) Math.cos(angle);
            }
        }
        return lines;
    }
}
