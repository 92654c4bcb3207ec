package dev.tuwen.compute.cpu;

import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;

/// Where a value lies in the slab of an executable. Reading beyond its end is safe within the slab's padding.
///
/// @param memory the slab
/// @param offset byte where the first row begins
/// @param rows number of rows
/// @param columns numbers in a row; rows follow each other without gaps
record Rows(MemorySegment memory, long offset, int rows, int columns) {
    /// Bytes from row to row.
    long pitch() {
        return 4L * columns;
    }

    /// Byte where a row begins.
    long at(int row) {
        return offset + row * pitch();
    }

    /// The matrix from a row on, for kernels.
    View view(int row) {
        return new View(memory, at(row), pitch());
    }

    /// The matrix from a row and a column on, for kernels.
    View view(int row, int column) {
        return new View(memory, at(row, column), pitch());
    }

    /// Byte of an element.
    long at(int row, int column) {
        return at(row) + 4L * column;
    }
}
