package dev.tuwen.compute.spi;

import dev.tuwen.compute.BufferRef;
import java.lang.foreign.MemorySegment;

/// Rows on a device that outlive a run. Made by [Backend#allocate]; closed by its owner; not while a run uses it.
public interface Buffer extends AutoCloseable {
    /// What it was allocated for.
    BufferRef ref();

    /// How many rows it has.
    int rows();

    /// Writes F32 rows from the host, rounded to the buffer's type.
    ///
    /// @param row first row
    /// @param from whole rows, row-major F32
    /// @throws IllegalArgumentException if they do not fit
    void upload(int row, MemorySegment from);

    /// Reads rows to the host as F32.
    ///
    /// @param row first row
    /// @param to space for whole rows, row-major F32
    /// @throws IllegalArgumentException if there are not as many
    void download(int row, MemorySegment to);

    /// Copies rows of a buffer of the same type and width on the same backend, to the same row numbers: how a cache
    /// grows, and how beams part.
    ///
    /// @param source another buffer
    /// @param firstRow first row to copy
    /// @param rowCount number of rows, may be 0
    void copyRows(Buffer source, int firstRow, int rowCount);

    @Override
    void close();
}
