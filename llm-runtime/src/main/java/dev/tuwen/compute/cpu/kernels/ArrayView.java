package dev.tuwen.compute.cpu.kernels;

/// Rows of F32 on the heap, where loops need not check each number's place.
///
/// @param numbers hold the rows
/// @param offset index of the first number
/// @param pitch numbers from row to row
/// @param rows how many
public record ArrayView(float[] numbers, int offset, int pitch, int rows) {
    /// Index where a row begins; the last row stands in for those after it.
    public int row(int row) {
        return offset + Math.min(row, rows - 1) * pitch;
    }
}
