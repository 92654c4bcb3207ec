package dev.tuwen.weights.gguf;

import org.jspecify.annotations.Nullable;

/// The types of metadata values, in the order of their numbers.
enum GgufValueType {
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT32(4),
    INT32(4),
    FLOAT32(4),
    BOOL(1),
    STRING(8),
    ARRAY(12),
    UINT64(8),
    INT64(8),
    FLOAT64(8);

    private final int minimumBytes;

    GgufValueType(int minimumBytes) {
        this.minimumBytes = minimumBytes;
    }

    /// Bytes of a value; the minimum of a text or an array.
    int minimumBytes() {
        return minimumBytes;
    }

    boolean isFixed() {
        return this != STRING && this != ARRAY;
    }

    boolean isInteger() {
        return isFixed() && !isFloat() && this != BOOL;
    }

    boolean isFloat() {
        return this == FLOAT32 || this == FLOAT64;
    }

    static @Nullable GgufValueType numbered(int number) {
        return number >= 0 && number < values().length ? values()[number] : null;
    }
}
