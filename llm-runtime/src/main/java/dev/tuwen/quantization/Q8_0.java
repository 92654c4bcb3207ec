package dev.tuwen.quantization;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// 32 signed bytes and an F16 scale: `x = d · q`.
///
///     byte  0  1 | 2 … 33
///           d    | q[0] … q[31]
///
/// Encoding takes `d = max |x| / 127` in F32 and `q = round(x / d)`, halves away from zero; `d` is then stored as F16.
public final class Q8_0 implements BlockFormat {
    /// The one instance.
    public static final Q8_0 INSTANCE = new Q8_0();

    private static final int ELEMENTS = 32;
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Q8_0() {}

    @Override
    public DType dtype() {
        return DType.Q8_0;
    }

    @Override
    public void decodeBlock(MemorySegment from, long offset, float[] to, int start) {
        float scale = Float.float16ToFloat(from.get(SHORT, offset));
        for (int i = 0; i < ELEMENTS; i++) {
            to[start + i] = scale * from.get(JAVA_BYTE, offset + 2 + i);
        }
    }

    @Override
    public void encodeBlock(float[] from, int start, MemorySegment to, long offset) {
        float largest = 0;
        for (int i = 0; i < ELEMENTS; i++) {
            largest = Math.max(largest, Math.abs(from[start + i]));
        }
        float scale = largest / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        to.set(SHORT, offset, Float.floatToFloat16(scale));
        for (int i = 0; i < ELEMENTS; i++) {
            to.set(JAVA_BYTE, offset + 2 + i, (byte) roundHalfAway(from[start + i] * inverse));
        }
    }

    // The C function roundf, for values far inside the range of an int. Adding 0.5 in double is exact for any float
    // here.
    private static int roundHalfAway(float x) {
        return (int) (x < 0 ? x - 0.5 : x + 0.5);
    }
}
