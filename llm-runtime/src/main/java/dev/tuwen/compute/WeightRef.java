package dev.tuwen.compute;

/// A weight by its stored name, or a range of its rows, with what it is used for.
///
/// A tensor of rank 1 with `n` elements is seen as `n` rows of one column, so that a range of it is a range of rows; a
/// tensor of higher rank as its first axis by the product of the others.
///
/// @param name the tensor's name in the [dev.tuwen.compute.spi.WeightSource]
/// @param role decides how a backend may lay it out
/// @param firstRow first row of the stored tensor that belongs to this reference
/// @param rows number of rows; the outputs `O` of a projection
/// @param columns number of columns; the inputs `I` of a projection
public record WeightRef(String name, Role role, int firstRow, int rows, int columns) {
    /// What a weight is used for.
    public enum Role {
        /// Right-hand side of a projection, `[O, I]`: a backend packs it as it likes, in the type asked for.
        MATRIX,
        /// Rows looked up by number, kept as stored.
        TABLE,
        /// A gain or a bias, widened to F32.
        VECTOR
    }

    /// Checks the range.
    public WeightRef {
        if (firstRow < 0 || rows < 1 || columns < 1) {
            throw new IllegalArgumentException("weight '" + name + "': rows " + firstRow + " + " + rows + " by "
                    + columns + " columns is no range");
        }
        if (role == Role.VECTOR && columns != 1) {
            throw new IllegalArgumentException("weight '" + name + "': a vector has one column, not " + columns);
        }
    }

    /// A whole matrix `[rows, columns]` of a projection.
    public static WeightRef matrix(String name, int rows, int columns) {
        return new WeightRef(name, Role.MATRIX, 0, rows, columns);
    }

    /// A table of `rows` rows to look up.
    public static WeightRef table(String name, int rows, int columns) {
        return new WeightRef(name, Role.TABLE, 0, rows, columns);
    }

    /// A gain or bias of `length` elements.
    public static WeightRef vector(String name, int length) {
        return new WeightRef(name, Role.VECTOR, 0, length, 1);
    }

    /// The `count` rows of this reference that begin at `first`, counted within it.
    public WeightRef range(int first, int count) {
        if (first < 0 || count < 1 || first > rows - count) {
            throw new IllegalArgumentException(
                    "weight '" + name + "' has " + rows + " rows, not " + first + " + " + count);
        }
        return new WeightRef(name, role, firstRow + first, count, columns);
    }

    /// Number of elements, without overflow.
    public long elements() {
        return (long) rows * columns;
    }
}
