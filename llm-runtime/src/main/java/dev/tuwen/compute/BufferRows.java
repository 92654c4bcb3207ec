package dev.tuwen.compute;

/// Rows of a buffer that an operation reads or writes: `first … first + count − 1`.
///
/// @param buffer whose rows
/// @param first row, read at run time
/// @param count number of rows
public record BufferRows(BufferRef buffer, Param first, int count) {}
