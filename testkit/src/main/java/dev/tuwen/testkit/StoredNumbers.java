package dev.tuwen.testkit;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.quantization.BlockFormat;
import dev.tuwen.quantization.HalfFloats;
import java.lang.foreign.MemorySegment;
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
        var row = new float[Math.ceilDiv(columns, type.blockElements()) * type.blockElements()];
        switch (type) {
            case F32 -> {
                for (int i = 0; i < columns; i++) {
                    row[i] = from.get(JAVA_FLOAT_UNALIGNED, offset + 4L * i);
                }
            }
            case F16, BF16 -> {
                for (int i = 0; i < columns; i++) {
                    short bits = from.get(JAVA_SHORT_UNALIGNED, offset + 2L * i);
                    row[i] = type == DType.F16 ? HalfFloats.fromF16(bits) : HalfFloats.fromBf16(bits);
                }
            }
            default -> BlockFormat.of(type).decode(from, offset, row, 0, row.length / type.blockElements());
        }
        return row;
    }

    /// A row in `type`, the last block filled with zeros.
    static MemorySegment encodeRow(float[] row, DType type) {
        MemorySegment to = MemorySegment.ofArray(new byte[Math.toIntExact(type.rowBytes(row.length))]);
        switch (type) {
            case F32 -> MemorySegment.copy(row, 0, to, JAVA_FLOAT_UNALIGNED, 0, row.length);
            case F16 -> HalfFloats.narrowF16(row, 0, to, 0, row.length);
            case BF16 -> HalfFloats.narrowBf16(row, 0, to, 0, row.length);
            default -> {
                int blocks = Math.ceilDiv(row.length, type.blockElements());
                BlockFormat.of(type)
                        .encode(java.util.Arrays.copyOf(row, blocks * type.blockElements()), 0, to, 0, blocks);
            }
        }
        return to;
    }
}
