package dev.tuwen.quantization;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// 32 five-bit values and an F16 scale: `x = d · (q − 16)`.
///
///     byte  0  1 | 2 … 5                        | 6 … 21
///           d    | fifth bits: bit i is q[i]'s  | low nibbles: q[0] … q[15], high nibbles: q[16] … q[31]
///
/// Encoding takes `d = m / −16`, where `m` is the element of largest magnitude (the first of these) with its sign; then
/// `q = min(31, ⌊x / d + 16.5⌋)`, in F32. `d` is stored as F16.
public final class Q5_0 implements BlockFormat {
    /// The one instance.
    public static final Q5_0 INSTANCE = new Q5_0();

    private static final int HALF = 16;
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Q5_0() {}

    @Override
    public DType dtype() {
        return DType.Q5_0;
    }

    @Override
    public void decodeBlock(MemorySegment from, long offset, float[] to, int start) {
        float scale = Float.float16ToFloat(from.get(SHORT, offset));
        int fifth = from.get(INT, offset + 2);
        for (int i = 0; i < HALF; i++) {
            int pair = from.get(JAVA_BYTE, offset + 6 + i);
            int low = (pair & 0xF) | ((fifth >>> i) & 1) << 4;
            int high = ((pair >> 4) & 0xF) | ((fifth >>> (HALF + i)) & 1) << 4;
            to[start + i] = scale * (low - 16);
            to[start + HALF + i] = scale * (high - 16);
        }
    }

    @Override
    public void encodeBlock(float[] from, int start, MemorySegment to, long offset) {
        float largest = 0;
        float signed = 0;
        for (int i = 0; i < 2 * HALF; i++) {
            float x = from[start + i];
            if (Math.abs(x) > largest) {
                largest = Math.abs(x);
                signed = x;
            }
        }
        float scale = signed / -16;
        float inverse = scale == 0 ? 0 : 1 / scale;
        int fifth = 0;
        to.set(SHORT, offset, Float.floatToFloat16(scale));
        for (int i = 0; i < HALF; i++) {
            int low = level(from[start + i] * inverse);
            int high = level(from[start + HALF + i] * inverse);
            fifth |= (low >> 4) << i | (high >> 4) << (HALF + i);
            to.set(JAVA_BYTE, offset + 6 + i, (byte) ((high & 0xF) << 4 | (low & 0xF)));
        }
        to.set(INT, offset + 2, fifth);
    }

    private static int level(float x) {
        return Math.clamp((int) (x + 16.5f), 0, 31);
    }
}
