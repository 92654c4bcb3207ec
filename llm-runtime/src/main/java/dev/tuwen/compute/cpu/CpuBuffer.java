package dev.tuwen.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.kernels.AttentionKernels;
import dev.tuwen.compute.cpu.kernels.HeadLayout;
import dev.tuwen.compute.cpu.kernels.HeadSlab;
import dev.tuwen.compute.cpu.kernels.LinearKernels;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.quantization.HalfFloats;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Rows in native memory: one after another, or, where they are keys or values of attention, in a slab for each head.
/// Made by the backend; closed by its owner.
final class CpuBuffer implements Buffer {
    private final CpuBackend backend;
    private final BufferRef ref;
    private final int rows;
    private final MemorySegment memory;
    private final @Nullable HeadLayout layout;

    CpuBuffer(CpuBackend backend, BufferRef ref, int rows, MemorySegment memory) {
        this.backend = backend;
        this.ref = ref;
        this.rows = rows;
        this.memory = memory;
        this.layout = layout(backend.kernels().linear(), ref);
    }

    /// Bytes of rows of a reference.
    static long byteSize(LinearKernels kernels, BufferRef ref, int rows) {
        HeadLayout layout = layout(kernels, ref);
        return layout == null
                ? ref.type().byteSize(rows, ref.columns())
                : Math.addExact(Math.multiplyExact(layout.slabBytes(rows), ref.columns() / layout.width()), (long)
                        AttentionKernels.AHEAD);
    }

    private static @Nullable HeadLayout layout(LinearKernels kernels, BufferRef ref) {
        return switch (ref.use()) {
            case BufferRef.Use.Rows _ -> null;
            case BufferRef.Use.Keys(int width) ->
                new HeadLayout(HeadLayout.Use.KEYS, ref.type(), kernels.lanes(), width);
            case BufferRef.Use.Values(int width) ->
                new HeadLayout(HeadLayout.Use.VALUES, ref.type(), kernels.lanes(), width);
        };
    }

    /// How the slabs of heads lie; null where rows follow each other.
    @Nullable
    HeadLayout layout() {
        return layout;
    }

    /// The slab of a head.
    HeadSlab slab(HeadLayout slabs, int head) {
        return new HeadSlab(slabs, memory, slabs.slabBytes(rows) * head, rows);
    }

    private int headCount(HeadLayout slabs) {
        return ref.columns() / slabs.width();
    }

    @Override
    public BufferRef ref() {
        return ref;
    }

    @Override
    public int rows() {
        return rows;
    }

    MemorySegment memory() {
        return memory;
    }

    /// Bytes of a row.
    long pitch() {
        return ref.type().rowBytes(ref.columns());
    }

    boolean isOf(CpuBackend other) {
        return backend == other;
    }

    @Override
    public void upload(int row, MemorySegment from) {
        write(row, checkedRows(row, from), from, 0);
    }

    @Override
    public void download(int row, MemorySegment to) {
        read(row, checkedRows(row, to), to, 0);
    }

    /// Writes F32 rows that are known to fit.
    void write(int row, int count, MemorySegment from, long fromOffset) {
        if (layout != null) {
            for (int head = 0; head < headCount(layout); head++) {
                writeHead(layout, head, row, count, from, fromOffset);
            }
            return;
        }
        long elements = (long) count * ref.columns();
        long start = row * pitch();
        if (ref.type() == DType.F32) {
            MemorySegment.copy(from, fromOffset, memory, start, 4 * elements);
        } else {
            for (long i = 0; i < elements; i++) {
                float value = from.get(JAVA_FLOAT_UNALIGNED, fromOffset + 4 * i);
                memory.set(JAVA_SHORT_UNALIGNED, start + 2 * i, HalfFloats.toF16(value));
            }
        }
    }

    /// Writes one head of F32 rows that are known to fit.
    void writeHead(HeadLayout slabs, int head, int row, int count, MemorySegment from, long fromOffset) {
        HeadSlab slab = slab(slabs, head);
        for (int t = 0; t < count; t++) {
            slab.write(row + t, from, fromOffset + 4L * ((long) t * ref.columns() + (long) head * slabs.width()));
        }
    }

    /// Reads rows that are known to be there as F32.
    void read(int row, int count, MemorySegment to, long toOffset) {
        if (layout != null) {
            for (int head = 0; head < headCount(layout); head++) {
                HeadSlab slab = slab(layout, head);
                for (int t = 0; t < count; t++) {
                    slab.read(row + t, to, toOffset + 4L * ((long) t * ref.columns() + (long) head * layout.width()));
                }
            }
            return;
        }
        long elements = (long) count * ref.columns();
        long start = row * pitch();
        if (ref.type() == DType.F32) {
            MemorySegment.copy(memory, start, to, toOffset, 4 * elements);
        } else {
            for (long i = 0; i < elements; i++) {
                short bits = memory.get(JAVA_SHORT_UNALIGNED, start + 2 * i);
                to.set(JAVA_FLOAT_UNALIGNED, toOffset + 4 * i, HalfFloats.fromF16(bits));
            }
        }
    }

    @Override
    public void copyRows(Buffer source, int sourceRow, int row, int rowCount) {
        if (!(source instanceof CpuBuffer other) || other.backend != backend || !other.ref.isLaidOutLike(ref)) {
            throw new IllegalArgumentException("rows of " + source.ref() + " cannot be copied to " + ref);
        }
        if (rowCount < 0 || sourceRow < 0 || row < 0 || sourceRow > other.rows - rowCount || row > rows - rowCount) {
            throw new IllegalArgumentException("rows " + sourceRow + " + " + rowCount + " of '" + other.ref.name()
                    + "' (" + other.rows + " rows) do not fit '" + ref.name() + "' (" + rows + " rows) at row " + row);
        }
        if (layout == null) {
            MemorySegment.copy(other.memory, sourceRow * pitch(), memory, row * pitch(), rowCount * pitch());
            return;
        }
        for (int head = 0; head < headCount(layout); head++) {
            slab(layout, head).copyFrom(other.slab(layout, head), sourceRow, row, rowCount);
        }
    }

    @Override
    public void close() {
        backend.release(this);
    }

    private int checkedRows(int row, MemorySegment segment) {
        long rowBytes = 4L * ref.columns();
        long count = segment.byteSize() / rowBytes;
        if (segment.byteSize() % rowBytes != 0 || row < 0 || row > rows - count) {
            throw new IllegalArgumentException("buffer '" + ref.name() + "' of " + rows + " rows: " + segment.byteSize()
                    + " bytes at row " + row + " are not whole rows of " + rowBytes + " bytes within it");
        }
        return (int) count;
    }
}
