package dev.tuwen.vision.image;

/// The patches of one picture, ready for the vision encoder; made by [PatchLayout].
///
/// The array is shared, not copied; whoever has it treats it as read-only.
public final class Patches {

    private final int rows;
    private final int columns;
    private final int rowSize;
    private final float[] values;

    Patches(int rows, int columns, int rowSize, float[] values) {
        this.rows = rows;
        this.columns = columns;
        this.rowSize = rowSize;
        this.values = values;
    }

    /// Patches down.
    public int rows() {
        return rows;
    }

    /// Patches across.
    public int columns() {
        return columns;
    }

    /// All patches.
    public int count() {
        return rows * columns;
    }

    /// Numbers per patch.
    public int rowSize() {
        return rowSize;
    }

    /// `[count, rowSize]`, patches row by row: shared, not to be written.
    public float[] values() {
        return values;
    }
}
