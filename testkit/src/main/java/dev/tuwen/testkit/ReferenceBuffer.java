package dev.tuwen.testkit;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.quantization.Q8_0;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Rows of the reference backend, on the heap: numbers of F32 that the buffer's type can hold.
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
        int start = row * ref.columns();
        for (int i = 0; i < count; i++) {
            elements[start + i] = from.get(JAVA_FLOAT_UNALIGNED, 4L * i);
        }
        round(start, count);
    }

    @Override
    public void download(int row, MemorySegment to) {
        int count = elementsOf(row, to);
        for (int i = 0; i < count; i++) {
            to.set(JAVA_FLOAT_UNALIGNED, 4L * i, elements[row * ref.columns() + i]);
        }
    }

    @Override
    public void copyRows(Buffer source, int sourceRow, int row, int rowCount) {
        if (!(source instanceof ReferenceBuffer other) || !other.ref.isLaidOutLike(ref)) {
            throw new IllegalArgumentException("rows of " + source.ref() + " cannot be copied to " + ref);
        }
        if (rowCount < 0 || sourceRow < 0 || row < 0 || sourceRow > other.rows - rowCount || row > rows - rowCount) {
            throw new IllegalArgumentException("rows " + sourceRow + " + " + rowCount + " of '" + other.ref.name()
                    + "' (" + other.rows + " rows) do not fit '" + ref.name() + "' (" + rows + " rows) at row " + row);
        }
        int columns = ref.columns();
        System.arraycopy(other.elements, sourceRow * columns, elements, row * columns, rowCount * columns);
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
        int start = row * ref.columns();
        for (int i = 0; i < from.length; i++) {
            elements[start + i] = (float) from[i];
        }
        round(start, from.length);
    }

    /// Rounds whole rows to the type of the buffer.
    private void round(int start, int count) {
        if (ref.type() == DType.F16) {
            for (int i = start; i < start + count; i++) {
                elements[i] = Float.float16ToFloat(Float.floatToFloat16(elements[i]));
            }
        } else if (ref.type() == DType.Q8_0) {
            int width = headWidth();
            for (int head = start; head < start + count; head += width) {
                roundHead(head, width);
            }
        }
    }

    private int headWidth() {
        return switch (ref.use()) {
            case BufferRef.Use.Rows _ -> ref.columns();
            case BufferRef.Use.Keys(int width) -> width;
            case BufferRef.Use.Values(int width) -> width;
        };
    }

    /// A head begins a block of its own; what its last block lacks counts as zero.
    private void roundHead(int start, int width) {
        int blocks = Math.ceilDiv(width, Q8_0.INSTANCE.blockElements());
        var numbers = new float[blocks * Q8_0.INSTANCE.blockElements()];
        System.arraycopy(elements, start, numbers, 0, width);
        MemorySegment encoded = MemorySegment.ofArray(new byte[blocks * DType.Q8_0.blockBytes()]);
        Q8_0.INSTANCE.encode(numbers, 0, encoded, 0, blocks);
        Q8_0.INSTANCE.decode(encoded, 0, numbers, 0, blocks);
        System.arraycopy(numbers, 0, elements, start, width);
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
