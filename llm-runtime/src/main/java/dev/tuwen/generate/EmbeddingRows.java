package dev.tuwen.generate;

/// Rows that take the place of token embeddings: the features of one picture. Two objects are different pictures,
/// whatever they hold; the same object in a later prompt is recognised in the cache. Immutable by agreement: nobody
/// writes to the values.
public final class EmbeddingRows {
    private final float[] values;
    private final int rows;
    private final int columns;

    /// @param values `[rows, columns]`, row-major; not copied, the caller gives it away
    public EmbeddingRows(float[] values, int rows, int columns) {
        if (rows < 1 || columns < 1 || (long) rows * columns != values.length) {
            throw new IllegalArgumentException(
                    "embedding rows: " + values.length + " values are not [" + rows + ", " + columns + "]");
        }
        this.values = values;
        this.rows = rows;
        this.columns = columns;
    }

    /// All values, row-major; not to be written to.
    public float[] values() {
        return values;
    }

    /// Number of rows; each takes one position.
    public int rows() {
        return rows;
    }

    /// Width of a row: the decoder's hidden size.
    public int columns() {
        return columns;
    }
}
