package dev.tuwen.quantization;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;

/// Rows as they are stored in files, to F32 and back. Stateless; any thread.
public final class StoredRows {
    private StoredRows() {}

    /// Elements to reserve for a row: whole blocks.
    public static int paddedColumns(DType type, int columns) {
        return Math.multiplyExact(Math.ceilDiv(columns, type.blockElements()), type.blockElements());
    }

    /// Widens a row.
    ///
    /// @param from holds the row
    /// @param offset byte where it begins
    /// @param to space for [#paddedColumns] elements from `start` on
    public static void decode(DType type, MemorySegment from, long offset, int columns, float[] to, int start) {
        BlockFormat format = BlockFormat.of(type);
        format.decode(from, offset, to, start, Math.ceilDiv(columns, format.blockElements()));
    }

    /// Narrows whole blocks.
    ///
    /// @param from holds the elements from `start` on
    /// @param columns a multiple of 32
    /// @param to receives the blocks from byte 0 on
    public static void encodeBlocks(DType type, float[] from, int start, int columns, MemorySegment to) {
        BlockFormat.of(type).encode(from, start, to, 0, columns / type.blockElements());
    }
}
