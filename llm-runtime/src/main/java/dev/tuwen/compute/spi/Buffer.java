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

    /// Copies rows of another buffer of the same type and width on the same backend: how a cache grows, how beams part,
    /// and how rows of a branch are kept and taken back.
    ///
    /// @param source another buffer
    /// @param sourceRow first row to copy
    /// @param row where it goes in this one
    /// @param rowCount number of rows, may be 0
    /// @throws IllegalArgumentException if the buffers differ in kind or have not as many rows
    void copyRows(Buffer source, int sourceRow, int row, int rowCount);

    @Override
    void close();
}
