package dev.tuwen.compute;

/// Rows and columns of a value; row-major, columns fastest. A sequence is its rows: tokens or patches.
///
/// @param rows at least 1
/// @param columns at least 1
public record Shape(int rows, int columns) {
    /// Checks that both are positive.
    public Shape {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("shape [" + rows + ", " + columns + "]: both must be at least 1");
        }
    }

    /// Number of elements, without overflow.
    public long elements() {
        return (long) rows * columns;
    }

    @Override
    public String toString() {
        return "[" + rows + ", " + columns + "]";
    }
}
