package dev.tuwen.quantization;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// F16 (IEEE half) and BF16 (the upper half of a 32-bit float) to F32 and back, in bulk. Memory is little-endian and
/// may be unaligned. Narrowing rounds to the nearest, ties to even; a NaN stays a NaN.
public final class HalfFloats {
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Numbers that go through an array together: its elements cost less than those of a segment.
    private static final int CHUNK = 512;

    private HalfFloats() {}

    /// One F16 value, widened.
    public static float fromF16(short bits) {
        return Float.float16ToFloat(bits);
    }

    /// One value as F16.
    public static short toF16(float value) {
        return Float.floatToFloat16(value);
    }

    /// One BF16 value, widened.
    public static float fromBf16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /// One value as BF16.
    public static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            // Setting a bit of the upper half keeps a NaN whose payload was only in the lower half.
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    /// Widens `count` F16 values from byte `offset` of `from` on to `to[start…]`.
    static void widenF16(MemorySegment from, long offset, float[] to, int start, int count) {
        var bits = new short[Math.min(CHUNK, count)];
        for (int done = 0; done < count; done += bits.length) {
            int length = Math.min(bits.length, count - done);
            MemorySegment.copy(from, SHORT, offset + 2L * done, bits, 0, length);
            for (int i = 0; i < length; i++) {
                to[start + done + i] = Float.float16ToFloat(bits[i]);
            }
        }
    }

    /// Widens `count` BF16 values from byte `offset` of `from` on to `to[start…]`.
    static void widenBf16(MemorySegment from, long offset, float[] to, int start, int count) {
        var bits = new short[Math.min(CHUNK, count)];
        for (int done = 0; done < count; done += bits.length) {
            int length = Math.min(bits.length, count - done);
            MemorySegment.copy(from, SHORT, offset + 2L * done, bits, 0, length);
            for (int i = 0; i < length; i++) {
                to[start + done + i] = fromBf16(bits[i]);
            }
        }
    }

    /// Narrows `from[start…]` to `count` F16 values from byte `offset` of `to` on.
    static void narrowF16(float[] from, int start, MemorySegment to, long offset, int count) {
        for (int i = 0; i < count; i++) {
            to.set(SHORT, offset + 2L * i, Float.floatToFloat16(from[start + i]));
        }
    }

    /// Narrows `from[start…]` to `count` BF16 values from byte `offset` of `to` on.
    static void narrowBf16(float[] from, int start, MemorySegment to, long offset, int count) {
        for (int i = 0; i < count; i++) {
            to.set(SHORT, offset + 2L * i, toBf16(from[start + i]));
        }
    }
}
