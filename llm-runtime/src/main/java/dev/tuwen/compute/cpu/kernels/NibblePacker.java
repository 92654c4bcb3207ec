package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Interleaves the rows of a panel in Q4_0. Stateless; any thread.
final class NibblePacker {
    private static final ValueLayout.OfShort STORED_SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong STORED_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private NibblePacker() {}

    /// Interleaves rows stored as in files, see [dev.tuwen.quantization.Q4_0]; block by block, so that what is written
    /// stays in the cache.
    ///
    /// @param from the rows, at `pitch`
    /// @param rows at most a panel's
    /// @param to receives the panel; rows that are padding are left as they are
    static void pack(
            PanelLayout layout,
            MemorySegment from,
            long fromOffset,
            long pitch,
            int rows,
            int blocks,
            MemorySegment to,
            long toOffset) {
        long blockBytes = layout.blockBytes(DType.Q4_0);
        long scales = layout.quantBytes(DType.Q4_0);
        long step = 2L * layout.panelRows();
        for (int b = 0; b < blocks; b++) {
            for (int r = 0; r < rows; r++) {
                long stored = fromOffset + r * pitch + (long) b * DType.Q4_0.blockBytes();
                long first = from.get(STORED_LONG, stored + 2);
                long second = from.get(STORED_LONG, stored + 10);
                long lane = toOffset + b * blockBytes + layout.halfOffset(r);
                put(to, lane, step, lowNibbles(first));
                put(to, lane + 2 * step, step, lowNibbles(second));
                put(to, lane + 4 * step, step, lowNibbles(first >>> 4));
                put(to, lane + 6 * step, step, lowNibbles(second >>> 4));
                to.set(JAVA_SHORT_UNALIGNED, lane + scales, from.get(STORED_SHORT, stored));
            }
        }
    }

    private static void put(MemorySegment to, long lane, long step, long eight) {
        to.set(JAVA_SHORT_UNALIGNED, lane, (short) eight);
        to.set(JAVA_SHORT_UNALIGNED, lane + step, (short) (eight >>> 32));
    }

    /// The low nibbles of bytes 0 to 3 in the lowest 16 bits, those of bytes 4 to 7 from bit 32 on.
    private static long lowNibbles(long bytes) {
        long nibbles = bytes & 0x0f0f0f0f0f0f0f0fL;
        nibbles = (nibbles | nibbles >>> 4) & 0x00ff00ff00ff00ffL;
        return (nibbles | nibbles >>> 8) & 0x0000ffff0000ffffL;
    }
}
