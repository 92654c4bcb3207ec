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
        encode(from, start, to, offset, 1);
    }

    /// Loops over arrays alone: weights of other types pass through here while a model is opened.
    @Override
    public void encode(float[] from, int start, MemorySegment to, long offset, int blocks) {
        var quants = new byte[ELEMENTS];
        for (int block = 0; block < blocks; block++) {
            long at = offset + (long) block * blockBytes();
            float scale = encode(from, start + block * ELEMENTS, quants);
            to.set(SHORT, at, Float.floatToFloat16(scale));
            MemorySegment.copy(quants, 0, to, JAVA_BYTE, at + 2, ELEMENTS);
        }
    }

    private static float encode(float[] from, int start, byte[] quants) {
        // Of numbers without their sign the largest has the largest bits.
        int largest = 0;
        for (int i = 0; i < ELEMENTS; i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(from[start + i]) & Integer.MAX_VALUE);
        }
        float scale = Float.intBitsToFloat(largest) / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        for (int i = 0; i < ELEMENTS; i++) {
            quants[i] = (byte) roundHalfAway(from[start + i] * inverse);
        }
        return scale;
    }

    // The C function roundf, for values far inside the range of an int: the difference is exact.
    private static int roundHalfAway(float x) {
        int whole = (int) x;
        float rest = x - whole;
        return whole + (rest >= 0.5f ? 1 : 0) - (rest <= -0.5f ? 1 : 0);
    }
}
