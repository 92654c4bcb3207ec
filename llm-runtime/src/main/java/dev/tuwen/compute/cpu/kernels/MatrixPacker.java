package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import dev.tuwen.quantization.HalfFloats;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Packs the rows of one stored matrix into panels. Made by the weight store for each matrix; panels may be packed by
/// several threads at once.
public final class MatrixPacker {
    private static final ValueLayout.OfShort STORED_SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong STORED_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK = PanelLayout.BLOCK;

    private final PanelLayout layout;
    private final DType stored;
    private final MemorySegment source;
    private final PackedMatrix target;

    /// @param layout of the kernels
    /// @param stored type of the source
    /// @param source the rows as stored, without gaps
    /// @param target receives them
    public MatrixPacker(PanelLayout layout, DType stored, MemorySegment source, PackedMatrix target) {
        this.layout = layout;
        this.stored = stored;
        this.source = source;
        this.target = target;
    }

    /// The type a matrix is packed in: what was asked for, else what is stored if there are kernels for it, else Q8_0.
    public static DType packedType(DType stored, @org.jspecify.annotations.Nullable DType wanted) {
        return switch (wanted == null ? stored : wanted) {
            case F32 -> DType.F32;
            case F16 -> DType.F16;
            case BF16 -> DType.BF16;
            case Q4_0 -> DType.Q4_0;
            case Q8_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K -> DType.Q8_0;
            case I32 -> throw new IllegalArgumentException("a matrix cannot be packed as " + DType.I32);
        };
    }

    /// Packs one panel.
    public void pack(int panel) {
        if (target.type().isQuantized()) {
            packBlocks(panel);
        } else {
            packNumbers(panel);
        }
    }

    private void packNumbers(int panel) {
        int columns = target.columns();
        int padded = StoredRows.paddedColumns(stored, columns);
        int panelRows = target.panelRows();
        var rows = new float[Math.multiplyExact(panelRows, padded)];
        for (int r = 0; r < target.rowsIn(panel); r++) {
            StoredRows.decode(stored, source, sourceOffset(panel, r), columns, rows, r * padded);
        }
        MemorySegment to = target.memory();
        long offset = target.panelOffset(panel);
        switch (target.type()) {
            case F32 -> transpose(rows, padded, panelRows, columns, to, offset);
            case F16 -> {
                for (int r = 0; r < panelRows; r++) {
                    long half = offset + layout.halfOffset(r);
                    for (int k = 0; k < columns; k++) {
                        to.set(JAVA_SHORT_UNALIGNED, half + 2L * k * panelRows, HalfFloats.toF16(rows[r * padded + k]));
                    }
                }
            }
            case BF16 -> {
                for (int r = 0; r < panelRows; r++) {
                    long half = offset + layout.halfOffset(r);
                    for (int k = 0; k < columns; k++) {
                        to.set(
                                JAVA_SHORT_UNALIGNED,
                                half + 2L * k * panelRows,
                                HalfFloats.toBf16(rows[r * padded + k]));
                    }
                }
            }
            case I32, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K ->
                throw new IllegalStateException("no panel of numbers is " + target.type());
        }
    }

    /// Interleaves `rows` rows: `to[k, r] = from[r, k]`, eight columns at a time so that what is read stays in the
    /// cache.
    public static void transpose(float[] from, int pitch, int rows, int columns, MemorySegment to, long offset) {
        for (int first = 0; first < columns; first += 8) {
            int end = Math.min(first + 8, columns);
            for (int r = 0; r < rows; r++) {
                for (int k = first; k < end; k++) {
                    to.set(JAVA_FLOAT_UNALIGNED, offset + 4L * ((long) k * rows + r), from[r * pitch + k]);
                }
            }
        }
    }

    private void packBlocks(int panel) {
        DType type = target.type();
        int rows = target.rowsIn(panel);
        int blocks = Math.ceilDiv(target.columns(), BLOCK);
        MemorySegment from = source;
        long offset = sourceOffset(panel, 0);
        long pitch = stored.rowBytes(target.columns());
        if (stored != type) {
            pitch = (long) blocks * type.blockBytes();
            from = encoded(panel, rows, blocks);
            offset = 0;
        }
        if (type == DType.Q4_0) {
            NibblePacker.pack(layout, from, offset, pitch, rows, blocks, target.memory(), target.panelOffset(panel));
        } else {
            for (int r = 0; r < rows; r++) {
                interleaveBytes(from, offset + r * pitch, blocks, panel, r);
            }
        }
    }

    /// The rows of a panel in its type, one after another.
    private MemorySegment encoded(int panel, int rows, int blocks) {
        int columns = target.columns();
        int padded = blocks * BLOCK;
        int rowBytes = blocks * target.type().blockBytes();
        var row = new float[Math.max(padded, StoredRows.paddedColumns(stored, columns))];
        MemorySegment encoded = MemorySegment.ofArray(new byte[Math.multiplyExact(rows, rowBytes)]);
        for (int r = 0; r < rows; r++) {
            StoredRows.decode(stored, source, sourceOffset(panel, r), columns, row, 0);
            Arrays.fill(row, columns, row.length, 0);
            StoredRows.encodeBlocks(target.type(), row, 0, padded, encoded.asSlice((long) r * rowBytes, rowBytes));
        }
        return encoded;
    }

    private void interleaveBytes(MemorySegment from, long offset, int blocks, int panel, int r) {
        MemorySegment to = target.memory();
        long block = target.panelOffset(panel);
        int pitch = 4 * target.panelRows();
        for (int b = 0; b < blocks; b++) {
            long stored32 = offset + (long) b * DType.Q8_0.blockBytes();
            long lane = block + 4L * r;
            for (int j = 0; j < 8; j += 2) {
                long eight = Long.reverseBytes(from.get(STORED_LONG, stored32 + 2 + 4L * j));
                to.set(JAVA_INT_UNALIGNED, lane + (long) j * pitch, (int) (eight >>> 32));
                to.set(JAVA_INT_UNALIGNED, lane + (j + 1L) * pitch, (int) eight);
            }
            short scale = from.get(STORED_SHORT, stored32);
            to.set(JAVA_SHORT_UNALIGNED, block + layout.quantBytes(DType.Q8_0) + layout.halfOffset(r), scale);
            block += layout.blockBytes(DType.Q8_0);
        }
    }

    private long sourceOffset(int panel, int r) {
        return ((long) panel * target.panelRows() + r) * stored.rowBytes(target.columns());
    }
}
