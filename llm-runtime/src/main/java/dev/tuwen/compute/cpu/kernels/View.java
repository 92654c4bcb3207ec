package dev.tuwen.compute.cpu.kernels;

import java.lang.foreign.MemorySegment;

/// A matrix of F32 in memory, seen from its first number: what kernels take instead of three parameters. Made once for
/// what a chunk of a step works on, not inside its loops.
///
/// @param memory holds the rows
/// @param offset byte of the first number
/// @param pitch bytes from row to row; 0 repeats one row
public record View(MemorySegment memory, long offset, long pitch) {
    /// Rows of `columns` numbers without gaps, from the first byte on.
    public static View of(MemorySegment memory, int columns) {
        return new View(memory, 0, 4L * columns);
    }

    /// The same row for every row.
    public static View ofRow(MemorySegment memory, long offset) {
        return new View(memory, offset, 0);
    }

    /// Byte where a row begins.
    public long row(int row) {
        return offset + row * pitch;
    }

    /// The rest of the matrix, from a row on.
    public View from(int row) {
        return new View(memory, row(row), pitch);
    }

    /// The matrix from a row and a column on.
    public View from(int row, int column) {
        return new View(memory, row(row) + 4L * column, pitch);
    }
}
