package dev.tuwen.quantization;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// 256 six-bit values with a signed byte as scale for each 16: `x = d · s · (q − 32)`.
///
///     byte  0 … 127      | 128 … 191        | 192 … 207 | 208 209
///           low nibbles  | two high bits    | s         | d
///
/// Each half of 128 elements has four rows of 32. Rows 0 and 1 are in the low nibbles of its 64 bytes, rows 2 and 3 in
/// the high ones; bits `2 r` and `2 r + 1` of its 32 bytes of high bits are row `r`'s.
///
/// Encoding tries for each 16 some scales around the one that makes the element of largest magnitude −32 steps, and
/// keeps the one whose error is least in the square, weighted by the elements' own squares; then these scales are
/// rounded to bytes, and the elements to what they give.
public final class Q6_K implements BlockFormat {
    /// The one instance.
    public static final Q6_K INSTANCE = new Q6_K();

    private static final int GROUP = 16;

    /// Scales tried on either side, and how far they are apart, in steps of the largest element.
    private static final int GRIDS = 9;

    private static final float BETWEEN = 0.1f;
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Q6_K() {}

    @Override
    public DType dtype() {
        return DType.Q6_K;
    }

    @Override
    public void decodeBlock(MemorySegment from, long offset, float[] to, int start) {
        float scale = Float.float16ToFloat(from.get(SHORT, offset + 208));
        for (int first = 0; first < 256; first += GROUP) {
            float factor = scale * from.get(JAVA_BYTE, offset + 192 + first / GROUP);
            long lowByte = lowByte(offset, first);
            long highByte = highByte(offset, first);
            int lowShift = lowShift(first);
            int highShift = highShift(first);
            for (int i = 0; i < GROUP; i++) {
                int low = from.get(JAVA_BYTE, lowByte + i) >> lowShift & 0xF;
                int high = from.get(JAVA_BYTE, highByte + i) >> highShift & 3;
                to[start + first + i] = factor * ((low | high << 4) - 32);
            }
        }
    }

    private static long lowByte(long offset, int i) {
        return offset + 64L * (i / 128) + i % 64;
    }

    private static int lowShift(int i) {
        return i % 128 < 64 ? 0 : 4;
    }

    private static long highByte(long offset, int i) {
        return offset + 128 + 32L * (i / 128) + i % 32;
    }

    private static int highShift(int i) {
        return 2 * (i % 128 / 32);
    }

    @Override
    public void encodeBlock(float[] from, int start, MemorySegment to, long offset) {
        to.asSlice(offset, 210).fill((byte) 0);
        float[] scales = new float[256 / GROUP];
        float largest = 0;
        for (int group = 0; group < scales.length; group++) {
            scales[group] = fit(from, start + GROUP * group);
            largest = Math.abs(scales[group]) > Math.abs(largest) ? scales[group] : largest;
        }
        // A byte reaches one step further down than up.
        short stored = Float.floatToFloat16(largest / -128);
        float scale = Float.float16ToFloat(stored);
        to.set(SHORT, offset + 208, stored);
        if (scale == 0) {
            return;
        }
        for (int i = 0; i < 256; i++) {
            int group = i / GROUP;
            int factor = Math.clamp(Math.round(scales[group] / scale), -128, 127);
            to.set(JAVA_BYTE, offset + 192 + group, (byte) factor);
            int level = factor == 0 ? 32 : Math.clamp(Math.round(from[start + i] / (scale * factor)) + 32, 0, 63);
            long low = lowByte(offset, i);
            long high = highByte(offset, i);
            to.set(JAVA_BYTE, low, (byte) (to.get(JAVA_BYTE, low) | (level & 0xF) << lowShift(i)));
            to.set(JAVA_BYTE, high, (byte) (to.get(JAVA_BYTE, high) | (level >> 4) << highShift(i)));
        }
    }

    /// Scale of 16 elements. For whole `q` the best is `s = Σ w x q / Σ w q²`, and the error is least where
    /// `(Σ w x q)² / Σ w q²` is largest.
    private static float fit(float[] from, int start) {
        float extreme = 0;
        for (int i = 0; i < GROUP; i++) {
            float x = from[start + i];
            extreme = Math.abs(x) > Math.abs(extreme) ? x : extreme;
        }
        if (extreme == 0) {
            return 0;
        }
        float best = 0;
        float scale = extreme / -32;
        for (int grid = -GRIDS; grid <= GRIDS; grid++) {
            float inverse = -(32 + grid * BETWEEN) / extreme;
            float sumXq = 0;
            float sumQq = 0;
            for (int i = 0; i < GROUP; i++) {
                float x = from[start + i];
                int q = Math.clamp(Math.round(x * inverse), -32, 31);
                float weighted = x * x * q;
                sumXq += weighted * x;
                sumQq += weighted * q;
            }
            if (sumQq > 0 && sumXq * sumXq > best * sumQq) {
                best = sumXq * sumXq / sumQq;
                scale = sumXq / sumQq;
            }
        }
        return scale;
    }
}
