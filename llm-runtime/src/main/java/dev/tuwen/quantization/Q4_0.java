package dev.tuwen.quantization;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// 32 nibbles and an F16 scale: `x = d · (q − 8)`.
///
///     byte  0  1 | 2 … 17
///           d    | low nibbles: q[0] … q[15], high nibbles: q[16] … q[31]
///
/// Encoding takes `d = m / −8`, where `m` is the element of largest magnitude (the first of these) with its sign, so
/// that `m` itself becomes 0; then `q = min(15, ⌊x / d + 8.5⌋)`, in F32. `d` is stored as F16.
public final class Q4_0 implements BlockFormat {
    /// The one instance.
    public static final Q4_0 INSTANCE = new Q4_0();

    private static final int ELEMENTS = 32;
    private static final int HALF = ELEMENTS / 2;
    /// Bytes that are read or written at once.
    private static final int EIGHT = Long.BYTES;
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Q4_0() {}

    @Override
    public DType dtype() {
        return DType.Q4_0;
    }

    @Override
    public DType computed() {
        return DType.Q4_0;
    }

    @Override
    public void decodeBlock(MemorySegment from, long offset, float[] to, int start) {
        float scale = Float.float16ToFloat(from.get(SHORT, offset));
        for (int j = 0; j < HALF; j += EIGHT) {
            long pairs = from.get(LONG, offset + 2 + j);
            for (int i = j; i < j + EIGHT; i++) {
                to[start + i] = scale * ((pairs & 0xF) - 8);
                to[start + HALF + i] = scale * ((pairs >>> 4 & 0xF) - 8);
                pairs >>>= Byte.SIZE;
            }
        }
    }

    @Override
    public void encodeBlock(float[] from, int start, MemorySegment to, long offset) {
        float largest = 0;
        float signed = 0;
        for (int i = 0; i < ELEMENTS; i++) {
            float x = from[start + i];
            if (Math.abs(x) > largest) {
                largest = Math.abs(x);
                signed = x;
            }
        }
        float scale = signed / -8;
        float inverse = scale == 0 ? 0 : 1 / scale;
        to.set(SHORT, offset, Float.floatToFloat16(scale));
        for (int j = 0; j < HALF; j += EIGHT) {
            long pairs = 0;
            for (int i = j + EIGHT - 1; i >= j; i--) {
                int low = nibble(from[start + i] * inverse);
                int high = nibble(from[start + HALF + i] * inverse);
                pairs = pairs << Byte.SIZE | high << 4 | low;
            }
            to.set(LONG, offset + 2 + j, pairs);
        }
    }

    private static int nibble(float x) {
        // A cast cuts towards zero, which is the floor here: x is at least −8. The upper bound is the reference's; the
        // lower one only
        // matters for rounding in the last place.
        return Math.clamp((int) (x + 8.5f), 0, 15);
    }
}
