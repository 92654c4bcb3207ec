package dev.tuwen.weights.safetensors;

import dev.tuwen.compute.DType;
import org.jspecify.annotations.Nullable;

/// The element types of the format, so that any file's header can be checked; few of them are computed with.
enum StoredType {
    F32(4, DType.F32),
    F16(2, DType.F16),
    BF16(2, DType.BF16),
    I32(4, DType.I32),
    BOOL(1, null),
    U8(1, null),
    I8(1, null),
    F8_E5M2(1, null),
    F8_E4M3(1, null),
    I16(2, null),
    U16(2, null),
    U32(4, null),
    F64(8, null),
    I64(8, null),
    U64(8, null);

    private final int byteSize;
    private final @Nullable DType dtype;

    StoredType(int byteSize, @Nullable DType dtype) {
        this.byteSize = byteSize;
        this.dtype = dtype;
    }

    int byteSize() {
        return byteSize;
    }

    /// The type it is computed with, or null if there is none.
    @Nullable
    DType dtype() {
        return dtype;
    }

    static @Nullable StoredType named(String name) {
        for (StoredType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }
}
