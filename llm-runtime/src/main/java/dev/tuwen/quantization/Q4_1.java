package dev.tuwen.quantization;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// 32 nibbles, an F16 scale and an F16 minimum: `x = d · q + m`.
///
///     byte  0  1 | 2  3 | 4 … 19
///           d    | m    | low nibbles: q[0] … q[15], high nibbles: q[16] … q[31]
///
/// Encoding takes the smallest element as `m`, `d = (largest − m) / 15` and `q = ⌊(x − m) / d + 0.5⌋`, in F32; `d` and
/// `m` are then stored as F16.
public final class Q4_1 implements BlockFormat {
    /// The one instance.
    public static final Q4_1 INSTANCE = new Q4_1();

    private static final int HALF = 16;
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Q4_1() {}

    @Override
    public DType dtype() {
        return DType.Q4_1;
    }

    @Override
    public DType computed() {
        return DType.Q4_0;
    }

    @Override
    public void decodeBlock(MemorySegment from, long offset, float[] to, int start) {
        float scale = Float.float16ToFloat(from.get(SHORT, offset));
        float minimum = Float.float16ToFloat(from.get(SHORT, offset + 2));
        for (int i = 0; i < HALF; i++) {
            int pair = from.get(JAVA_BYTE, offset + 4 + i);
            to[start + i] = scale * (pair & 0xF) + minimum;
            to[start + HALF + i] = scale * (pair >> 4 & 0xF) + minimum;
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
        float scale = (maximum - minimum) / 15;
        float inverse = scale == 0 ? 0 : 1 / scale;
        to.set(SHORT, offset, Float.floatToFloat16(scale));
        to.set(SHORT, offset + 2, Float.floatToFloat16(minimum));
        for (int i = 0; i < HALF; i++) {
            int low = level((from[start + i] - minimum) * inverse);
            int high = level((from[start + HALF + i] - minimum) * inverse);
            to.set(JAVA_BYTE, offset + 4 + i, (byte) (high << 4 | low));
        }
    }

    private static int level(float x) {
        return Math.clamp((int) (x + 0.5f), 0, 15);
    }
}
