package dev.tuwen.compute.cpu.kernels;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A matrix cut into panels. Made by [MatrixPacker]; its memory belongs to the weight store.
///
/// @param type F32, F16, BF16, Q8_0 or Q4_0
/// @param rows outputs, without padding
/// @param columns inputs, without padding
/// @param panelRows rows of a panel
/// @param panelBytes bytes of a panel
/// @param memory the panels one after another
/// @param columnGroups what a matrix in Q4_0 has beside its blocks, or null
public record PackedMatrix(
        DType type,
        int rows,
        int columns,
        int panelRows,
        long panelBytes,
        MemorySegment memory,
        @Nullable ColumnGroups columnGroups) {
    /// Without groups.
    public PackedMatrix(DType type, int rows, int columns, int panelRows, long panelBytes, MemorySegment memory) {
        this(type, rows, columns, panelRows, panelBytes, memory, null);
    }

    /// The column of the activations that belongs to each column; null where that is its own.
    public int @Nullable [] permutation() {
        return columnGroups == null ? null : columnGroups.permutation();
    }

    /// Number of panels.
    public int panels() {
        return Math.ceilDiv(rows, panelRows);
    }

    /// Byte where a panel begins.
    public long panelOffset(int panel) {
        return panel * panelBytes;
    }

    /// The memory of a panel.
    public MemorySegment panel(int panel) {
        return memory.asSlice(panelOffset(panel), panelBytes);
    }

    /// Rows of a panel that are not padding.
    public int rowsIn(int panel) {
        return Math.min(panelRows, rows - panel * panelRows);
    }
}
