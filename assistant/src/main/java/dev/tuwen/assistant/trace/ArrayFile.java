package dev.tuwen.assistant.trace;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Arrays of F32 by name, written as one safetensors file: the length of the header, the header as JSON, the numbers,
/// all little-endian. The numbers go to a file of their own first, because together they may exceed the heap. One
/// thread; closing deletes that file.
final class ArrayFile implements AutoCloseable {
    private static final int ALIGNMENT = 8;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path numbers;
    private final OutputStream out;
    private final Map<String, Object> header = new LinkedHashMap<>();
    private long offset;

    /// @param folder where the numbers are collected
    ArrayFile(Path folder) throws IOException {
        numbers = Files.createTempFile(folder, ".trace-", ".numbers");
        out = new BufferedOutputStream(Files.newOutputStream(numbers), BUFFER_BYTES);
    }

    /// Adds an array, row-major.
    ///
    /// @throws IllegalArgumentException if there is one of this name, or the shape says another size
    void add(String name, float[] values, Integer... shape) throws IOException {
        long size = 1;
        for (int axis : shape) {
            size = Math.multiplyExact(size, axis);
        }
        if (size != values.length) {
            throw new IllegalArgumentException("array '" + name + "': shape " + List.of(shape) + " says " + size
                    + " numbers, there are " + values.length);
        }
        long end = offset + (long) values.length * Float.BYTES;
        Object entry = Map.of("dtype", "F32", "shape", List.of(shape), "data_offsets", List.of(offset, end));
        if (header.putIfAbsent(name, entry) != null) {
            throw new IllegalArgumentException("there is an array '" + name + "' already");
        }
        offset = end;
        write(values);
    }

    private void write(float[] values) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; ) {
            int count = Math.min(values.length - from, BUFFER_BYTES / Float.BYTES);
            buffer.clear();
            buffer.asFloatBuffer().put(values, from, count);
            out.write(buffer.array(), 0, count * Float.BYTES);
            from += count;
        }
    }

    /// Writes the file; nothing can be added afterwards.
    void writeTo(Path file) throws IOException {
        out.close();
        byte[] json = JsonMapper.shared().writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        int padded = Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT;
        try (OutputStream target = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
            target.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(padded)
                    .array());
            target.write(json);
            target.write(" ".repeat(padded - json.length).getBytes(StandardCharsets.US_ASCII));
            Files.copy(numbers, target);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            Files.deleteIfExists(numbers);
        }
    }
}
