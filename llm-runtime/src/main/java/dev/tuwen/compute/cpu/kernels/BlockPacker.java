package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Interleaves the rows of a panel in Q4_0 or Q8_0, a few blocks of every row at a time, so that what is written stays
/// in the cache. Made for one panel; one thread.
///
/// Blocks go through arrays: once a program has met memory of several kinds, an element of a segment costs ten times
/// one of an array.
final class BlockPacker {
    /// Blocks of a row that are packed together.
    private static final int CHUNK = 8;

    private static final VarHandle STORED_SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle STORED_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final DType type;
    private final int rows;
    private final int panelRows;
    private final int scales;
    /// Bytes of a row's and of a panel's block.
    private final int storedBlock;

    private final int packedBlock;
    private final int[] halves;
    private final byte[] stored;
    /// Rows that are padding stay zero.
    private final byte[] packed;

    /// @param type Q4_0 or Q8_0
    /// @param rows of the panel that are not padding
    BlockPacker(PanelLayout layout, DType type, int rows) {
        this.type = type;
        this.rows = rows;
        this.panelRows = layout.panelRows();
        this.scales = Math.toIntExact(layout.quantBytes(type));
        this.storedBlock = type.blockBytes();
        this.packedBlock = Math.toIntExact(layout.blockBytes(type));
        this.halves = new int[rows];
        for (int r = 0; r < rows; r++) {
            halves[r] = layout.halfOffset(r);
        }
        this.stored = new byte[CHUNK * rows * storedBlock];
        this.packed = new byte[CHUNK * packedBlock];
    }

    /// Interleaves rows stored as in files, see [dev.tuwen.quantization.Q4_0] and [dev.tuwen.quantization.Q8_0].
    ///
    /// @param from the rows, at `pitch`
    /// @param blocks of a row
    /// @param to receives the panel
    void pack(MemorySegment from, long fromOffset, long pitch, int blocks, MemorySegment to, long toOffset) {
        for (int first = 0; first < blocks; first += CHUNK) {
            int count = Math.min(CHUNK, blocks - first);
            int bytes = count * storedBlock;
            for (int r = 0; r < rows; r++) {
                long row = fromOffset + r * pitch + (long) first * storedBlock;
                MemorySegment.copy(from, JAVA_BYTE, row, stored, r * bytes, bytes);
            }
            if (type == DType.Q4_0) {
                interleaveNibbles(count);
            } else {
                interleaveBytes(count);
            }
            MemorySegment.copy(packed, 0, to, JAVA_BYTE, toOffset + (long) first * packedBlock, count * packedBlock);
        }
    }

    private void interleaveNibbles(int count) {
        int step = 2 * panelRows;
        for (int b = 0; b < count; b++) {
            for (int r = 0; r < rows; r++) {
                int from = (r * count + b) * storedBlock;
                int lane = b * packedBlock + halves[r];
                long first = (long) STORED_LONG.get(stored, from + 2);
                long second = (long) STORED_LONG.get(stored, from + 10);
                putNibbles(lane, step, first);
                putNibbles(lane + 2 * step, step, second);
                putNibbles(lane + 4 * step, step, first >>> 4);
                putNibbles(lane + 6 * step, step, second >>> 4);
                SHORT.set(packed, lane + scales, (short) STORED_SHORT.get(stored, from));
            }
        }
    }

    /// Puts the low nibbles of eight bytes into two neighbouring columns of shorts.
    private void putNibbles(int lane, int step, long bytes) {
        long nibbles = bytes & 0x0f0f0f0f0f0f0f0fL;
        nibbles = (nibbles | nibbles >>> 4) & 0x00ff00ff00ff00ffL;
        nibbles |= nibbles >>> 8;
        SHORT.set(packed, lane, (short) nibbles);
        SHORT.set(packed, lane + step, (short) (nibbles >>> 32));
    }

    private void interleaveBytes(int count) {
        int step = 4 * panelRows;
        for (int b = 0; b < count; b++) {
            for (int r = 0; r < rows; r++) {
                int from = (r * count + b) * storedBlock;
                int block = b * packedBlock;
                for (int j = 0; j < 8; j += 2) {
                    long eight = Long.reverseBytes((long) STORED_LONG.get(stored, from + 2 + 4 * j));
                    INT.set(packed, block + 4 * r + j * step, (int) (eight >>> 32));
                    INT.set(packed, block + 4 * r + (j + 1) * step, (int) eight);
                }
                SHORT.set(packed, block + scales + halves[r], (short) STORED_SHORT.get(stored, from));
            }
        }
    }
}
