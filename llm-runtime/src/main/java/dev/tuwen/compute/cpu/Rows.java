package dev.tuwen.compute.cpu;

import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;

/// Where a value lies in the slab of an executable. Reading beyond its end is safe within the slab's padding.
///
/// @param all the rows, which follow each other without gaps
/// @param rows number of rows
/// @param columns numbers in a row
record Rows(View all, int rows, int columns) {
    /// Rows from a byte of the slab on.
    Rows(MemorySegment memory, long offset, int rows, int columns) {
        this(new View(memory, offset, 4L * columns), rows, columns);
    }

    MemorySegment memory() {
        return all.memory();
    }

    /// Byte where the first row begins.
    long offset() {
        return all.offset();
    }

    /// Bytes from row to row.
    long pitch() {
        return all.pitch();
    }

    /// Byte where a row begins.
    long at(int row) {
        return all.row(row);
    }

    /// Byte of an element.
    long at(int row, int column) {
        return all.row(row) + 4L * column;
    }

    /// The matrix from a row on, for kernels. From the first, which all of decode takes, nothing is made.
    View view(int row) {
        return row == 0 ? all : all.from(row);
    }

    /// The matrix from a row and a column on, for kernels.
    View view(int row, int column) {
        return all.from(row, column);
    }
}
