package dev.tuwen.weights.gguf;

/// Rows of query and key matrices. Files have those of a head of width `d` in the order 0, d/2, 1, d/2 + 1 and so on,
/// so that rotation pairs neighbours; ours pairs `i` and `i + d/2`. Stateless.
public final class HeadRows {
    private HeadRows() {}

    /// Row of the file that holds a row of ours.
    ///
    /// @param headWidth rows of a head, or 0 where none are interleaved
    static long stored(long row, int headWidth) {
        if (headWidth == 0) {
            return row;
        }
        long half = headWidth / 2;
        long within = row % headWidth;
        return row - within + (within < half ? 2 * within : 2 * (within - half) + 1);
    }

    /// Row of ours that a row of the file holds.
    ///
    /// @param headWidth as above
    public static int ours(int row, int headWidth) {
        if (headWidth == 0) {
            return row;
        }
        int within = row % headWidth;
        return row - within + within / 2 + (within % 2 == 0 ? 0 : headWidth / 2);
    }
}
