package dev.tuwen.weights.stored;

import dev.tuwen.compute.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The element types of these formats, so that any file's table can be checked; few of them are computed with.
public enum StoredType {
    /// 32-bit float.
    F32(4, DType.F32),
    /// 16-bit float.
    F16(2, DType.F16),
    /// The upper half of a 32-bit float.
    BF16(2, DType.BF16),
    /// Signed 32-bit integer.
    I32(4, DType.I32),
    /// One byte, 0 or 1.
    BOOL(1, null),
    /// Byte.
    U8(1, null),
    /// Signed byte.
    I8(1, null),
    /// 8-bit float with five bits of exponent.
    F8_E5M2(1, null),
    /// 8-bit float with four bits of exponent.
    F8_E4M3(1, null),
    /// Signed 16-bit integer.
    I16(2, null),
    /// 16-bit integer.
    U16(2, null),
    /// 32-bit integer.
    U32(4, null),
    /// 64-bit float.
    F64(8, null),
    /// Signed 64-bit integer.
    I64(8, null),
    /// 64-bit integer.
    U64(8, null);

    /// Maximum of bytes that a tensor's axes may stand for, so that whoever counts rows, columns or bytes of another
    /// type never overflows.
    private static final long MAX_BYTES = 1L << 56;

    private final int byteSize;
    private final @Nullable DType dtype;

    StoredType(int byteSize, @Nullable DType dtype) {
        this.byteSize = byteSize;
        this.dtype = dtype;
    }

    /// Bytes of one element.
    public int byteSize() {
        return byteSize;
    }

    /// Bytes of a tensor. An axis of 0 does not hide that the others are absurd: columns are counted without the rows.
    ///
    /// @param axes of the tensor, none negative
    /// @throws ArithmeticException if those other than 0 stand for a size that does not fit in 56 bits
    public long byteSize(List<Long> axes) {
        long bytes = byteSize;
        for (long axis : axes) {
            bytes = Math.multiplyExact(bytes, Math.max(1, axis));
            if (bytes > MAX_BYTES) {
                throw new ArithmeticException("axes " + axes + " of type " + this);
            }
        }
        return axes.contains(0L) ? 0 : bytes;
    }

    /// The type it is computed with, or null if there is none.
    public @Nullable DType dtype() {
        return dtype;
    }

    /// The type of a name as safetensors files have it, or null if there is none.
    public static @Nullable StoredType named(String name) {
        for (StoredType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }
}
