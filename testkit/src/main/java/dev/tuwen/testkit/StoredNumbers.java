package dev.tuwen.testkit;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.quantization.BlockFormat;
import dev.tuwen.quantization.StoredRows;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Stored rows of any type to double precision and back.
final class StoredNumbers {
    private StoredNumbers() {}

    /// Widens a weight; a matrix is first rounded to `matrixType` if there is one.
    static double[] widen(MemorySegment bytes, DType stored, WeightRef ref, @Nullable DType matrixType) {
        var elements = new double[Math.toIntExact(ref.elements())];
        for (int row = 0; row < ref.rows(); row++) {
            float[] widened = decodeRow(bytes, (long) row * stored.rowBytes(ref.columns()), stored, ref.columns());
            if (ref.role() == WeightRef.Role.MATRIX && matrixType != null && matrixType != stored) {
                MemorySegment rounded = encodeRow(widened, matrixType);
                widened = decodeRow(rounded, 0, matrixType, ref.columns());
            }
            for (int c = 0; c < ref.columns(); c++) {
                elements[row * ref.columns() + c] = widened[c];
            }
        }
        return elements;
    }

    /// One row of `columns` elements from byte `offset` on.
    static float[] decodeRow(MemorySegment from, long offset, DType type, int columns) {
        var row = new float[StoredRows.paddedColumns(type, columns)];
        StoredRows.decode(type, from, offset, columns, row, 0);
        return row;
    }

    /// A row in `type`, the last block filled with zeros.
    static MemorySegment encodeRow(float[] row, DType type) {
        MemorySegment to = MemorySegment.ofArray(new byte[Math.toIntExact(type.rowBytes(row.length))]);
        float[] padded = Arrays.copyOf(row, StoredRows.paddedColumns(type, row.length));
        BlockFormat.of(type).encode(padded, 0, to, 0, padded.length / type.blockElements());
        return to;
    }
}
