package dev.tuwen.testkit;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Buffer;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Rows of the reference backend: F32 or F16 numbers held on the heap.
public final class ReferenceBuffer implements Buffer {
    private final BufferRef ref;
    private final int rows;
    private final float[] elements;

    /// Zeroed rows.
    public ReferenceBuffer(BufferRef ref, int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("buffer '" + ref.name() + "': " + rows + " rows, expected at least 1");
        }
        this.ref = ref;
        this.rows = rows;
        this.elements = new float[Math.multiplyExact(rows, ref.columns())];
    }

    @Override
    public BufferRef ref() {
        return ref;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public void upload(int row, MemorySegment from) {
        int count = elementsOf(row, from);
        for (int i = 0; i < count; i++) {
            elements[row * ref.columns() + i] = rounded(from.get(JAVA_FLOAT_UNALIGNED, 4L * i));
        }
    }

    @Override
    public void download(int row, MemorySegment to) {
        int count = elementsOf(row, to);
        for (int i = 0; i < count; i++) {
            to.set(JAVA_FLOAT_UNALIGNED, 4L * i, elements[row * ref.columns() + i]);
        }
    }

    @Override
    public void copyRows(Buffer source, int firstRow, int rowCount) {
        if (!(source instanceof ReferenceBuffer other)
                || other.ref.type() != ref.type()
                || other.ref.columns() != ref.columns()) {
            throw new IllegalArgumentException("rows of " + source.ref() + " cannot be copied to " + ref);
        }
        if (firstRow < 0 || rowCount < 0 || firstRow > Math.min(rows, other.rows) - rowCount) {
            throw new IllegalArgumentException("rows " + firstRow + " + " + rowCount + " of '" + other.ref.name()
                    + "' (" + other.rows + " rows) do not fit '" + ref.name() + "' (" + rows + " rows)");
        }
        int start = firstRow * ref.columns();
        System.arraycopy(other.elements, start, elements, start, rowCount * ref.columns());
    }

    @Override
    public void close() {}

    double[] read(int row, int count) {
        var from = Arrays.copyOfRange(elements, row * ref.columns(), (row + count) * ref.columns());
        var result = new double[from.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = from[i];
        }
        return result;
    }

    void write(int row, double[] from) {
        for (int i = 0; i < from.length; i++) {
            elements[row * ref.columns() + i] = rounded((float) from[i]);
        }
    }

    private float rounded(float value) {
        return ref.type() == DType.F16 ? Float.float16ToFloat(Float.floatToFloat16(value)) : value;
    }

    private int elementsOf(int row, MemorySegment segment) {
        long rowBytes = 4L * ref.columns();
        long count = segment.byteSize() / rowBytes;
        if (segment.byteSize() % rowBytes != 0 || row < 0 || row > rows - count) {
            throw new IllegalArgumentException("buffer '" + ref.name() + "' of " + rows + " rows: " + segment.byteSize()
                    + " bytes at row " + row + " are not whole rows of " + rowBytes + " bytes within it");
        }
        return (int) (count * ref.columns());
    }
}
