package dev.tuwen.quantization;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// 256 five-bit values in eight groups of 32, each with a six-bit scale and minimum ([SixBitScales]):
/// `x = d · s · q − dmin · m`.
///
///     byte  0  1 | 2  3 | 4 … 15           | 16 … 47                                  | 48 … 175
///           d    | dmin | scales, minima   | fifth bits: bit g of byte i is group g's | nibbles as in [Q4_K]
///
/// Encoded like [Q4_K].
public final class Q5_K implements BlockFormat {
    /// The one instance.
    public static final Q5_K INSTANCE = new Q5_K();

    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Q5_K() {}

    @Override
    public DType dtype() {
        return DType.Q5_K;
    }

    @Override
    public void decodeBlock(MemorySegment from, long offset, float[] to, int start) {
        float scale = Float.float16ToFloat(from.get(SHORT, offset));
        float minimum = Float.float16ToFloat(from.get(SHORT, offset + 2));
        for (int group = 0; group < SixBitScales.GROUPS; group++) {
            float groupScale = scale * SixBitScales.scale(from, offset + 4, group);
            float groupMinimum = minimum * SixBitScales.minimum(from, offset + 4, group);
            long quants = offset + 48 + 32L * (group / 2);
            int shift = 4 * (group % 2);
            for (int i = 0; i < 32; i++) {
                int fifth = from.get(JAVA_BYTE, offset + 16 + i) >> group & 1;
                int quant = ((from.get(JAVA_BYTE, quants + i) >> shift) & 0xF) | fifth << 4;
                to[start + 32 * group + i] = groupScale * quant - groupMinimum;
            }
        }
    }

    @Override
    public void encodeBlock(float[] from, int start, MemorySegment to, long offset) {
        to.asSlice(offset, 176).fill((byte) 0);
        SixBitScales.Fit fit = SixBitScales.fit(from, start, 31, to, offset);
        for (int group = 0; group < SixBitScales.GROUPS; group++) {
            long quants = offset + 48 + 32L * (group / 2);
            int shift = 4 * (group % 2);
            for (int i = 0; i < 32; i++) {
                int level = fit.level(group, from[start + 32 * group + i]);
                long fifth = offset + 16 + i;
                to.set(JAVA_BYTE, fifth, (byte) (to.get(JAVA_BYTE, fifth) | (level >> 4) << group));
                to.set(JAVA_BYTE, quants + i, (byte) (to.get(JAVA_BYTE, quants + i) | (level & 0xF) << shift));
            }
        }
    }
}
