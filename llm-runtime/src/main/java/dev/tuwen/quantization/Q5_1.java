package dev.tuwen.quantization;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// 32 five-bit values, an F16 scale and an F16 minimum: `x = d · q + m`.
///
///     byte  0  1 | 2  3 | 4 … 7                        | 8 … 23
///           d    | m    | fifth bits: bit i is q[i]'s  | low nibbles: q[0] … q[15], high nibbles: q[16] … q[31]
///
/// Encoding takes the smallest element as `m`, `d = (largest − m) / 31` and `q = ⌊(x − m) / d + 0.5⌋`, in F32; `d` and
/// `m` are then stored as F16.
public final class Q5_1 implements BlockFormat {
    /// The one instance.
    public static final Q5_1 INSTANCE = new Q5_1();

    private static final int HALF = 16;
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Q5_1() {}

    @Override
    public DType dtype() {
        return DType.Q5_1;
    }

    @Override
    public void decodeBlock(MemorySegment from, long offset, float[] to, int start) {
        float scale = Float.float16ToFloat(from.get(SHORT, offset));
        float minimum = Float.float16ToFloat(from.get(SHORT, offset + 2));
        int fifth = from.get(INT, offset + 4);
        for (int i = 0; i < HALF; i++) {
            int pair = from.get(JAVA_BYTE, offset + 8 + i);
            int low = (pair & 0xF) | ((fifth >>> i) & 1) << 4;
            int high = ((pair >> 4) & 0xF) | ((fifth >>> (HALF + i)) & 1) << 4;
            to[start + i] = scale * low + minimum;
            to[start + HALF + i] = scale * high + minimum;
        }
    }

    @Override
    public void encodeBlock(float[] from, int start, MemorySegment to, long offset) {
        float minimum = from[start];
        float maximum = from[start];
        for (int i = 1; i < 2 * HALF; i++) {
            minimum = Math.min(minimum, from[start + i]);
            maximum = Math.max(maximum, from[start + i]);
        }
        float scale = (maximum - minimum) / 31;
        float inverse = scale == 0 ? 0 : 1 / scale;
        int fifth = 0;
        to.set(SHORT, offset, Float.floatToFloat16(scale));
        to.set(SHORT, offset + 2, Float.floatToFloat16(minimum));
        for (int i = 0; i < HALF; i++) {
            int low = level((from[start + i] - minimum) * inverse);
            int high = level((from[start + HALF + i] - minimum) * inverse);
            fifth |= (low >> 4) << i | (high >> 4) << (HALF + i);
            to.set(JAVA_BYTE, offset + 8 + i, (byte) ((high & 0xF) << 4 | (low & 0xF)));
        }
        to.set(INT, offset + 4, fifth);
    }

    private static int level(float x) {
        return Math.clamp((int) (x + 0.5f), 0, 31);
    }
}
