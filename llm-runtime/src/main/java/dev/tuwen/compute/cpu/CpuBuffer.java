package dev.tuwen.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.quantization.HalfFloats;
import java.lang.foreign.MemorySegment;

/// Rows in native memory. Made by the backend; closed by its owner.
final class CpuBuffer implements Buffer {
    private final CpuBackend backend;
    private final BufferRef ref;
    private final int rows;
    private final MemorySegment memory;

    CpuBuffer(CpuBackend backend, BufferRef ref, int rows, MemorySegment memory) {
        this.backend = backend;
        this.ref = ref;
        this.rows = rows;
        this.memory = memory;
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

    /// Reads rows that are known to be there as F32.
    void read(int row, int count, MemorySegment to, long toOffset) {
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
    public void copyRows(Buffer source, int firstRow, int rowCount) {
        if (!(source instanceof CpuBuffer other)
                || other.backend != backend
                || other.ref.type() != ref.type()
                || other.ref.columns() != ref.columns()) {
            throw new IllegalArgumentException("rows of " + source.ref() + " cannot be copied to " + ref);
        }
        if (firstRow < 0 || rowCount < 0 || firstRow > Math.min(rows, other.rows) - rowCount) {
            throw new IllegalArgumentException("rows " + firstRow + " + " + rowCount + " of '" + other.ref.name()
                    + "' (" + other.rows + " rows) do not fit '" + ref.name() + "' (" + rows + " rows)");
        }
        MemorySegment.copy(other.memory, firstRow * pitch(), memory, firstRow * pitch(), rowCount * pitch());
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
