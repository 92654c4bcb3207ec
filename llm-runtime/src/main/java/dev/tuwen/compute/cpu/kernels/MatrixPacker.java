package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import dev.tuwen.quantization.HalfFloats;
import dev.tuwen.quantization.NibbleGroups;
import dev.tuwen.quantization.StoredRows;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Packs the rows of one stored matrix into panels. Made by the weight store for each matrix; panels may be packed by
/// several threads at once.
public final class MatrixPacker {
    private static final int BLOCK = PanelLayout.BLOCK;
    /// Columns that are interleaved together, so that what is read and written stays in the cache.
    private static final int CHUNK = 16;

    private final PanelLayout layout;
    private final QuantizedLinearKernels quantized;
    private final DType stored;
    private final MemorySegment source;
    private final PackedMatrix target;

    /// @param layout of the kernels
    /// @param quantized kernels for Q4_0, which may know a faster way
    /// @param stored type of the source
    /// @param source the rows as stored, without gaps
    /// @param target receives them; with groups for minimums where it [has][#hasMinimums] some
    public MatrixPacker(
            PanelLayout layout,
            QuantizedLinearKernels quantized,
            DType stored,
            MemorySegment source,
            PackedMatrix target) {
        this.layout = layout;
        this.quantized = quantized;
        this.stored = stored;
        this.source = source;
        this.target = target;
    }

    /// The type a matrix is packed in: what was asked for, else what is stored if there are kernels for it, else what
    /// holds all of it: Q4_0 with [minimums][ColumnGroups] for four bits, Q8_0 for more.
    public static DType packedType(DType stored, @Nullable DType wanted) {
        return switch (wanted == null ? stored : wanted) {
            case F32 -> DType.F32;
            case F16 -> DType.F16;
            case BF16 -> DType.BF16;
            case Q4_0, Q4_1, Q4_K -> DType.Q4_0;
            case Q8_0, Q5_0, Q5_1, Q5_K, Q6_K -> DType.Q8_0;
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
        var rows = new float[Math.multiplyExact(target.panelRows(), padded)];
        for (int r = 0; r < target.rowsIn(panel); r++) {
            StoredRows.decode(stored, source, sourceOffset(panel, r), columns, rows, r * padded);
        }
        if (target.type() == DType.F32) {
            interleaveFloats(rows, padded, panel);
        } else {
            interleaveHalves(rows, padded, panel);
        }
    }

    private void interleaveFloats(float[] rows, int pitch, int panel) {
        int panelRows = target.panelRows();
        var packed = new float[CHUNK * panelRows];
        for (int first = 0; first < target.columns(); first += CHUNK) {
            int count = Math.min(CHUNK, target.columns() - first);
            for (int r = 0; r < panelRows; r++) {
                for (int k = 0; k < count; k++) {
                    packed[k * panelRows + r] = rows[r * pitch + first + k];
                }
            }
            long to = target.panelOffset(panel) + 4L * first * panelRows;
            MemorySegment.copy(packed, 0, target.memory(), JAVA_FLOAT_UNALIGNED, to, count * panelRows);
        }
    }

    private void interleaveHalves(float[] rows, int pitch, int panel) {
        int panelRows = target.panelRows();
        boolean ieee = target.type() == DType.F16;
        var packed = new short[CHUNK * panelRows];
        for (int first = 0; first < target.columns(); first += CHUNK) {
            int count = Math.min(CHUNK, target.columns() - first);
            for (int r = 0; r < panelRows; r++) {
                int half = layout.halfOffset(r) / 2;
                for (int k = 0; k < count; k++) {
                    float number = rows[r * pitch + first + k];
                    packed[k * panelRows + half] = ieee ? HalfFloats.toF16(number) : HalfFloats.toBf16(number);
                }
            }
            long to = target.panelOffset(panel) + 2L * first * panelRows;
            MemorySegment.copy(packed, 0, target.memory(), JAVA_SHORT_UNALIGNED, to, count * panelRows);
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
            from = hasMinimums(stored, type) ? nibbles(panel, rows) : encoded(panel, rows, blocks);
            offset = 0;
        }
        if (type == DType.Q4_0
                && rows == target.panelRows()
                && quantized.pack(from.asSlice(offset, rows * pitch), blocks, target.panel(panel))) {
            return;
        }
        new BlockPacker(layout, type, rows)
                .pack(from, offset, pitch, blocks, target.memory(), target.panelOffset(panel));
    }

    /// Whether a matrix of one type that is packed in another has a minimum for each block.
    public static boolean hasMinimums(DType stored, DType packed) {
        return packed == DType.Q4_0 && NibbleGroups.fit(stored);
    }

    /// The rows of a panel without their minimums, which go where they belong.
    private MemorySegment nibbles(int panel, int rows) {
        var groups = NibbleGroups.of(stored, source, sourceOffset(panel, 0), rows, target.columns());
        Objects.requireNonNull(target.columnGroups()).put(panel * target.panelRows(), rows, groups.constants());
        return groups.blocks();
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

    private long sourceOffset(int panel, int r) {
        return ((long) panel * target.panelRows() + r) * stored.rowBytes(target.columns());
    }
}
