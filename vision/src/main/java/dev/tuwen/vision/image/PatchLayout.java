package dev.tuwen.vision.image;

/// Cuts a picture into square patches and writes each as one row of normalised numbers.
///
/// A patch embedding by convolution is then a plain matrix product: row `row · columns + column` holds the patch there,
/// `[3, side, side]`: all its red numbers row by row, then green, then blue, as the convolution's weight has them.
/// A level `u` becomes `(u / 255 − 0.5) / 0.5`. Pixels beyond the right or lower edge are 0 after that.
///
/// @param side side of a patch in pixels
public record PatchLayout(int side) {

    private static final float MEAN = 0.5f;
    private static final float DEVIATION = 0.5f;
    private static final float[] LEVELS = levels();

    /// Checks the side.
    public PatchLayout {
        if (side <= 0) {
            throw new IllegalArgumentException("patch side is " + side + " pixels, expected at least 1");
        }
    }

    private static float[] levels() {
        float[] levels = new float[256];
        for (int level = 0; level < levels.length; level++) {
            levels[level] = normalised(level);
        }
        return levels;
    }

    /// What a level of 0 to 255 becomes.
    static float normalised(int level) {
        return (level / 255f - MEAN) / DEVIATION;
    }

    /// Numbers in a row.
    public int rowSize() {
        return Math.multiplyExact(Bitmap.CHANNELS, Math.multiplyExact(side, side));
    }

    /// How many patches lie side by side in so many pixels; the last may be cut off by the edge.
    public int patchesIn(int pixels) {
        return Math.ceilDiv(pixels, side);
    }

    /// The patches of a picture.
    public Patches patches(Bitmap picture) {
        int rows = patchesIn(picture.height());
        int columns = patchesIn(picture.width());
        int rowSize = rowSize();
        float[] values = new float[Math.multiplyExact(Math.multiplyExact(rows, columns), rowSize)];
        int plane = side * side;
        byte[] rgb = picture.rgb();
        for (int y = 0; y < picture.height(); y++) {
            int patchRow = y / side * columns;
            int inPatch = y % side * side;
            int from = picture.offset(0, y);
            for (int x = 0; x < picture.width(); x++, from += Bitmap.CHANNELS) {
                int to = (patchRow + x / side) * rowSize + inPatch + x % side;
                values[to] = LEVELS[rgb[from] & 0xff];
                values[to + plane] = LEVELS[rgb[from + 1] & 0xff];
                values[to + 2 * plane] = LEVELS[rgb[from + 2] & 0xff];
            }
        }
        return new Patches(rows, columns, rowSize, values);
    }
}
