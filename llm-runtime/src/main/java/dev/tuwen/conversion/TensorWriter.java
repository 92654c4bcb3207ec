package dev.tuwen.conversion;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.conversion.TargetTensor.Order;
import dev.tuwen.quantization.BlockFormat;
import dev.tuwen.quantization.StoredRows;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.gguf.GgufWriter;
import dev.tuwen.weights.gguf.HeadRows;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/// Writes tensors, a few rows at a time: rows are read as F32, brought in order, and encoded on all cores. What is held
/// at once is bounded by [#CHUNK], whatever the model's size. Rows that have their type already are not touched.
final class TensorWriter {
    /// Numbers taken at once, if a head or a transposed matrix does not need more.
    private static final int CHUNK = 1 << 22;

    /// Rows that one core encodes with the same buffer: a buffer for each row would be garbage as large as the model.
    private static final int STRIP = 64;

    /// Largest number F16 has; larger ones of other types become it.
    private static final float LARGEST_HALF = 65_504;

    private final TensorSource weights;
    private final GgufWriter writer;
    private final LongConsumer written;
    private byte[] buffer = new byte[0];

    /// @param written hears how many bytes were written, and may throw to end it
    TensorWriter(TensorSource weights, GgufWriter writer, LongConsumer written) {
        this.weights = weights;
        this.writer = writer;
        this.written = written;
    }

    void write(TargetTensor tensor) throws IOException {
        int step = Math.max(1, CHUNK / tensor.columns());
        if (tensor.order() == Order.TRANSPOSED) {
            step = tensor.rows();
        } else if (tensor.order() == Order.INTERLEAVED) {
            step = Math.max(1, step / tensor.headWidth()) * tensor.headWidth();
        }
        for (int first = 0; first < tensor.rows(); first += step) {
            int count = Math.min(step, tensor.rows() - first);
            int size = isReady(tensor) ? copy(tensor, first, count) : encode(tensor, first, count);
            writer.write(ByteBuffer.wrap(buffer, 0, size));
            written.accept(size);
        }
    }

    /// Whether rows can stay as they are. Those of a transposed matrix are others.
    private boolean isReady(TargetTensor tensor) {
        return weights.dtype(tensor.source().name()) == tensor.type() && tensor.order() != Order.TRANSPOSED;
    }

    /// Workspace for the rows taken at once, used again and again.
    private byte[] workspace(long size) {
        if (buffer.length < size) {
            buffer = new byte[Math.toIntExact(size)];
        }
        return buffer;
    }

    private int copy(TargetTensor tensor, int first, int count) {
        WeightRef rows = tensor.source().range(first, count);
        try {
            MemorySegment stored = weights.bytes(rows);
            int rowBytes = Math.toIntExact(stored.byteSize() / count);
            byte[] bytes = workspace(stored.byteSize());
            for (int row = 0; row < count; row++) {
                long from = (long) HeadRows.ours(row, tensor.headWidth()) * rowBytes;
                MemorySegment.copy(stored, ValueLayout.JAVA_BYTE, from, bytes, row * rowBytes, rowBytes);
            }
            return count * rowBytes;
        } finally {
            weights.release(rows);
        }
    }

    private int encode(TargetTensor tensor, int first, int count) {
        boolean transposed = tensor.order() == Order.TRANSPOSED;
        WeightRef rows = transposed ? tensor.source() : tensor.source().range(first, count);
        DType type = weights.dtype(rows.name());
        int columns = tensor.columns();
        long rowBytes = tensor.type().rowBytes(columns);
        MemorySegment target = MemorySegment.ofArray(workspace(count * rowBytes));
        try {
            MemorySegment stored = weights.bytes(rows);
            float[] turned = transposed ? turned(type, stored, rows) : new float[0];
            IntStream.range(0, Math.ceilDiv(count, STRIP)).parallel().forEach(strip -> {
                float[] numbers = transposed ? turned : new float[StoredRows.paddedColumns(type, columns)];
                for (int row = strip * STRIP; row < Math.min(count, (strip + 1) * STRIP); row++) {
                    if (!transposed) {
                        long from = HeadRows.ours(row, tensor.headWidth()) * type.rowBytes(columns);
                        StoredRows.decode(type, stored, from, columns, numbers, 0);
                    }
                    encode(tensor.type(), numbers, transposed ? row * columns : 0, columns, target, row * rowBytes);
                }
            });
            return Math.toIntExact(count * rowBytes);
        } finally {
            weights.release(rows);
        }
    }

    private static float[] turned(DType type, MemorySegment stored, WeightRef rows) {
        float[] turned = new float[Math.toIntExact(rows.elements())];
        float[] row = new float[StoredRows.paddedColumns(type, rows.columns())];
        for (int r = 0; r < rows.rows(); r++) {
            StoredRows.decode(type, stored, r * type.rowBytes(rows.columns()), rows.columns(), row, 0);
            for (int c = 0; c < rows.columns(); c++) {
                turned[c * rows.rows() + r] = row[c];
            }
        }
        return turned;
    }

    private static void encode(DType type, float[] from, int start, int columns, MemorySegment to, long offset) {
        if (type == DType.F16) {
            for (int i = start; i < start + columns; i++) {
                from[i] = Math.clamp(from[i], -LARGEST_HALF, LARGEST_HALF);
            }
        }
        BlockFormat.of(type).encode(from, start, to, offset, columns / type.blockElements());
    }
}
