package dev.tuwen.compute;

/// The result of one operation, or an input of the program. Made only by [ProgramBuilder]; equal only to itself by
/// number.
///
/// @param number position in the order of recording, unique in its program
/// @param name for listings and error messages
/// @param type F32, or I32 for token ids
/// @param shape rows and columns
public record Value(int number, String name, DType type, Shape shape) {
    /// Rows of the value.
    public int rows() {
        return shape.rows();
    }

    /// Columns of the value.
    public int columns() {
        return shape.columns();
    }

    /// Bytes of the value as it is bound: row-major without gaps.
    public long byteSize() {
        return type.byteSize(shape.rows(), shape.columns());
    }

    @Override
    public String toString() {
        return "%" + number + " '" + name + "' " + type + shape;
    }
}
