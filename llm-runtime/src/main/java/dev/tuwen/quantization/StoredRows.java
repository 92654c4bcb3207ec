package dev.tuwen.quantization;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Rows as they are stored in files, to F32 and back. Stateless; any thread.
public final class StoredRows {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private StoredRows() {}

    /// Elements to reserve for a row: whole blocks.
    public static int paddedColumns(DType type, int columns) {
        return Math.multiplyExact(Math.ceilDiv(columns, type.blockElements()), type.blockElements());
    }

    /// Widens a row.
    ///
    /// @param from holds the row
    /// @param offset byte where it begins
    /// @param to room for [#paddedColumns] elements from `start` on
    public static void decode(DType type, MemorySegment from, long offset, int columns, float[] to, int start) {
        switch (type) {
            case F32 -> MemorySegment.copy(from, FLOAT, offset, to, start, columns);
            case F16 -> HalfFloats.widenF16(from, offset, to, start, columns);
            case BF16 -> HalfFloats.widenBf16(from, offset, to, start, columns);
            case Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K -> {
                BlockFormat format = BlockFormat.of(type);
                format.decode(from, offset, to, start, Math.ceilDiv(columns, format.blockElements()));
            }
            case I32 -> throw new IllegalArgumentException("whole numbers are no weights");
        }
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
