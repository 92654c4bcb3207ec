package dev.tuwen.quantization;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Eight scales and eight minima of six bits in twelve bytes, as [Q4_K] and [Q5_K] have them.
///
/// Bytes 0 to 3 hold the scales of groups 0 to 3, bytes 4 to 7 their minima, both in the low six bits. Bytes 8 to 11
/// hold the low four bits of the scales (low nibble) and minima (high nibble) of groups 4 to 7, whose two high bits are
/// the high bits of bytes 0 to 3 and 4 to 7.
final class SixBitScales {
    static final int GROUPS = 8;

    private static final int MAXIMUM = 63;
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private SixBitScales() {}

    static int scale(MemorySegment from, long offset, int group) {
        return group < 4
                ? from.get(JAVA_BYTE, offset + group) & MAXIMUM
                : (from.get(JAVA_BYTE, offset + group + 4) & 0xF)
                        | ((from.get(JAVA_BYTE, offset + group - 4) >> 6) & 3) << 4;
    }

    static int minimum(MemorySegment from, long offset, int group) {
        return group < 4
                ? from.get(JAVA_BYTE, offset + group + 4) & MAXIMUM
                : ((from.get(JAVA_BYTE, offset + group + 4) >> 4) & 0xF)
                        | ((from.get(JAVA_BYTE, offset + group) >> 6) & 3) << 4;
    }

    private static void set(MemorySegment to, long offset, int group, int scale, int minimum) {
        if (group < 4) {
            or(to, offset + group, scale);
            or(to, offset + group + 4, minimum);
        } else {
            or(to, offset + group + 4, (scale & 0xF) | (minimum & 0xF) << 4);
            or(to, offset + group - 4, (scale >> 4) << 6);
            or(to, offset + group, (minimum >> 4) << 6);
        }
    }

    private static void or(MemorySegment to, long offset, int bits) {
        to.set(JAVA_BYTE, offset, (byte) (to.get(JAVA_BYTE, offset) | bits));
    }

    /// What eight groups were fitted to: `x = scales[g] · q − minima[g]`, `q` from 0 to `levels`.
    record Fit(float[] scales, float[] minima, int levels) {
        int level(int group, float x) {
            return scales[group] == 0 ? 0 : Math.clamp(Math.round((x + minima[group]) / scales[group]), 0, levels);
        }
    }

    /// Fits 256 elements and writes `d`, `dmin`, scales and minima into the zeroed head of a block.
    ///
    /// Each group is fitted by itself ([GroupFit]), then scales and minima are rounded to six bits.
    static Fit fit(float[] from, int start, int levels, MemorySegment to, long offset) {
        float[] scales = new float[GROUPS];
        float[] minima = new float[GROUPS];
        float largestScale = 0;
        float largestMinimum = 0;
        var fit = new GroupFit(levels);
        for (int group = 0; group < GROUPS; group++) {
            fit.fit(from, start + GroupFit.SIZE * group);
            scales[group] = fit.scale();
            minima[group] = fit.minimum();
            largestScale = Math.max(largestScale, scales[group]);
            largestMinimum = Math.max(largestMinimum, minima[group]);
        }
        short storedScale = Float.floatToFloat16(largestScale / MAXIMUM);
        short storedMinimum = Float.floatToFloat16(largestMinimum / MAXIMUM);
        to.set(SHORT, offset, storedScale);
        to.set(SHORT, offset + 2, storedMinimum);
        float scale = Float.float16ToFloat(storedScale);
        float minimum = Float.float16ToFloat(storedMinimum);
        for (int group = 0; group < GROUPS; group++) {
            int level = scale == 0 ? 0 : Math.clamp(Math.round(scales[group] / scale), 0, MAXIMUM);
            int minimumLevel = minimum == 0 ? 0 : Math.clamp(Math.round(minima[group] / minimum), 0, MAXIMUM);
            set(to, offset + 4, group, level, minimumLevel);
            scales[group] = scale * level;
            minima[group] = minimum * minimumLevel;
        }
        return new Fit(scales, minima, levels);
    }
}
