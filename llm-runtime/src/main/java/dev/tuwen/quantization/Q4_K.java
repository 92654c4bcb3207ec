package dev.tuwen.quantization;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// 256 nibbles in eight groups of 32, each with a six-bit scale and minimum ([SixBitScales]): `x = d · s · q − dmin ·
/// m`.
///
///     byte  0  1 | 2  3 | 4 … 15           | 16 … 143
///           d    | dmin | scales, minima   | 32 bytes for two groups: the first in the low nibbles
///
/// Encoding fits scale and minimum of each group so that the weighted square of the error is small ([GroupFit]), then
/// rounds scales and minima to six bits and the elements to what these give.
public final class Q4_K implements BlockFormat {
    /// The one instance.
    public static final Q4_K INSTANCE = new Q4_K();

    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Q4_K() {}

    @Override
    public DType dtype() {
        return DType.Q4_K;
    }

    @Override
    public DType computed() {
        return DType.Q4_0;
    }

    @Override
    public void decodeBlock(MemorySegment from, long offset, float[] to, int start) {
        float scale = Float.float16ToFloat(from.get(SHORT, offset));
        float minimum = Float.float16ToFloat(from.get(SHORT, offset + 2));
        for (int group = 0; group < SixBitScales.GROUPS; group++) {
            float groupScale = scale * SixBitScales.scale(from, offset + 4, group);
            float groupMinimum = minimum * SixBitScales.minimum(from, offset + 4, group);
            long quants = offset + 16 + 32L * (group / 2);
            int shift = 4 * (group % 2);
            for (int i = 0; i < 32; i++) {
                int quant = from.get(JAVA_BYTE, quants + i) >> shift & 0xF;
                to[start + 32 * group + i] = groupScale * quant - groupMinimum;
            }
        }
    }

    @Override
    public void encodeBlock(float[] from, int start, MemorySegment to, long offset) {
        to.asSlice(offset, 144).fill((byte) 0);
        SixBitScales.Fit fit = SixBitScales.fit(from, start, 15, to, offset);
        for (int group = 0; group < SixBitScales.GROUPS; group++) {
            long quants = offset + 16 + 32L * (group / 2);
            int shift = 4 * (group % 2);
            for (int i = 0; i < 32; i++) {
                int level = fit.level(group, from[start + 32 * group + i]);
                to.set(JAVA_BYTE, quants + i, (byte) (to.get(JAVA_BYTE, quants + i) | level << shift));
            }
        }
    }
}
