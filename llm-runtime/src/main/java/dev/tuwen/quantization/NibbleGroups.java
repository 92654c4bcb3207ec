package dev.tuwen.quantization;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Rows in `Q4_1` and `Q4_K` as blocks of `Q4_0` with a constant each: with `q` from 0 to 15,
/// `d · q + m = d · (q − 8) + (m + 8 d)`.
public final class NibbleGroups {
    private static final int BLOCK = 32;
    private static final int BLOCK_BYTES = DType.Q4_0.blockBytes();
    private static final int ZERO = 8;
    private static final long LOW = 0x0F0F_0F0F_0F0F_0F0FL;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment stored;
    private final long offset;
    private final int rows;
    private final int blocks;
    private final MemorySegment nibbles;
    private final float[] constants;

    private NibbleGroups(MemorySegment stored, long offset, int rows, int columns) {
        this.stored = stored;
        this.offset = offset;
        this.rows = rows;
        this.blocks = Math.ceilDiv(columns, BLOCK);
        this.nibbles = MemorySegment.ofArray(new byte[Math.toIntExact((long) rows * blocks * BLOCK_BYTES)]);
        this.constants = new float[Math.multiplyExact(rows, blocks)];
    }

    /// Whether rows of this type can be given so.
    public static boolean fit(DType type) {
        return type == DType.Q4_1 || type == DType.Q4_K;
    }

    /// Brings rows into this form. The products of scales of `Q4_K` are rounded to F16.
    ///
    /// @param type one that [fits][#fit]
    /// @param stored holds the rows, without gaps
    /// @param offset byte where they begin
    public static NibbleGroups of(DType type, MemorySegment stored, long offset, int rows, int columns) {
        var groups = new NibbleGroups(stored, offset, rows, columns);
        for (int row = 0; row < rows; row++) {
            if (type == DType.Q4_1) {
                groups.smallBlocks(row);
            } else {
                groups.largeBlocks(row);
            }
        }
        return groups;
    }

    /// The rows in `Q4_0`, without gaps.
    public MemorySegment blocks() {
        return nibbles;
    }

    /// The constants, `[blocks of a row, rows]`.
    public float[] constants() {
        return constants;
    }

    private void smallBlocks(int row) {
        long from = offset + (long) row * blocks * DType.Q4_1.blockBytes();
        long to = (long) row * blocks * BLOCK_BYTES;
        for (int block = 0; block < blocks; block++) {
            short scale = stored.get(SHORT, from);
            float minimum = Float.float16ToFloat(stored.get(SHORT, from + 2));
            nibbles.set(SHORT, to, scale);
            nibbles.set(LONG, to + 2, stored.get(LONG, from + 4));
            nibbles.set(LONG, to + 10, stored.get(LONG, from + 12));
            constants[block * rows + row] = minimum + ZERO * Float.float16ToFloat(scale);
            from += DType.Q4_1.blockBytes();
            to += BLOCK_BYTES;
        }
    }

    private void largeBlocks(int row) {
        int each = Q4_K.INSTANCE.blockElements() / BLOCK;
        long from = offset + (long) row * Math.ceilDiv(blocks, each) * Q4_K.INSTANCE.blockBytes();
        long to = (long) row * blocks * BLOCK_BYTES;
        for (int block = 0; block < blocks; block += each) {
            float scale = Float.float16ToFloat(stored.get(SHORT, from));
            float minimumScale = Float.float16ToFloat(stored.get(SHORT, from + 2));
            for (int group = 0; group < Math.min(each, blocks - block); group++) {
                short groupScale = Float.floatToFloat16(scale * SixBitScales.scale(stored, from + 4, group));
                float groupMinimum = minimumScale * SixBitScales.minimum(stored, from + 4, group);
                nibbles.set(SHORT, to, groupScale);
                nibblesOf(from + 16 + 32L * (group / 2), 4 * (group % 2), to + 2);
                constants[(block + group) * rows + row] = ZERO * Float.float16ToFloat(groupScale) - groupMinimum;
                to += BLOCK_BYTES;
            }
            from += Q4_K.INSTANCE.blockBytes();
        }
    }

    /// 32 nibbles, each in a byte of its own at `from` and `shift` bits up, in pairs 16 apart.
    private void nibblesOf(long from, int shift, long to) {
        for (int i = 0; i < BLOCK / 2; i += Long.BYTES) {
            long low = stored.get(LONG, from + i) >>> shift & LOW;
            long high = stored.get(LONG, from + BLOCK / 2 + i) >>> shift & LOW;
            nibbles.set(LONG, to + i, low | high << 4);
        }
    }
}
