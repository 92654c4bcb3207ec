package dev.tuwen.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes GGUF files for tests, sound ones and others: every number in the head is the test's. Made by a test; one
/// thread.
public final class GgufBytes {
    /// Alignment of tensors unless the file says otherwise.
    private static final int ALIGNMENT = 32;

    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private int version = 3;
    private long entryCount;
    private long tensorCount;

    /// An empty file of version 3.
    public GgufBytes() {}

    /// Sets the version.
    public GgufBytes version(int number) {
        version = number;
        return this;
    }

    /// Adds a key with a value in its raw form.
    ///
    /// @param type number of its type
    public GgufBytes raw(String key, int type, byte... value) {
        text(entries, key);
        integer(entries, type);
        entries.writeBytes(value);
        entryCount++;
        return this;
    }

    /// Adds a text.
    public GgufBytes put(String key, String value) {
        var bytes = new ByteArrayOutputStream();
        text(bytes, value);
        return raw(key, 8, bytes.toByteArray());
    }

    /// Adds an unsigned number of 32 bits.
    public GgufBytes put(String key, int value) {
        return raw(key, 4, bytes(4).putInt(value).array());
    }

    /// Adds an F32 number.
    public GgufBytes put(String key, float value) {
        return raw(key, 6, bytes(4).putFloat(value).array());
    }

    /// Adds a truth value.
    public GgufBytes put(String key, boolean value) {
        return raw(key, 7, (byte) (value ? 1 : 0));
    }

    /// Adds a list of texts.
    public GgufBytes put(String key, List<String> values) {
        var bytes = list(8, values.size());
        values.forEach(value -> text(bytes, value));
        return raw(key, 9, bytes.toByteArray());
    }

    /// Adds a list of F32 numbers.
    public GgufBytes put(String key, float[] values) {
        var bytes = list(6, values.length);
        for (float value : values) {
            bytes.writeBytes(bytes(4).putFloat(value).array());
        }
        return raw(key, 9, bytes.toByteArray());
    }

    /// Adds a list of signed numbers of 32 bits.
    public GgufBytes put(String key, int[] values) {
        var bytes = list(5, values.length);
        for (int value : values) {
            integer(bytes, value);
        }
        return raw(key, 9, bytes.toByteArray());
    }

    private static ByteArrayOutputStream list(int type, int count) {
        var bytes = new ByteArrayOutputStream();
        integer(bytes, type);
        number(bytes, count);
        return bytes;
    }

    /// Adds a tensor behind those before it.
    ///
    /// @param type number of its type
    /// @param dimensions outermost first
    public GgufBytes tensor(String name, int type, List<Long> dimensions, MemorySegment content) {
        entry(name, type, dimensions, data.size());
        data.writeBytes(content.toArray(ValueLayout.JAVA_BYTE));
        while (data.size() % ALIGNMENT != 0) {
            data.write(0);
        }
        return this;
    }

    /// Adds a tensor of F32 numbers.
    public GgufBytes tensor(String name, List<Long> dimensions, float... elements) {
        var content = MemorySegment.ofArray(new byte[4 * elements.length]);
        MemorySegment.copy(
                elements,
                0,
                content,
                ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
                0,
                elements.length);
        return tensor(name, 0, dimensions, content);
    }

    /// Adds an entry to the table of tensors without any data.
    public GgufBytes entry(String name, int type, List<Long> dimensions, long offset) {
        text(tensors, name);
        integer(tensors, dimensions.size());
        dimensions.reversed().forEach(axis -> number(tensors, axis));
        integer(tensors, type);
        number(tensors, offset);
        tensorCount++;
        return this;
    }

    /// The whole file.
    public byte[] toByteArray() {
        return toByteArray(tensorCount, entryCount);
    }

    /// The whole file with counts of the test's own.
    public byte[] toByteArray(long tensorsSaid, long entriesSaid) {
        var file = new ByteArrayOutputStream();
        file.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        integer(file, version);
        number(file, tensorsSaid);
        number(file, entriesSaid);
        file.writeBytes(entries.toByteArray());
        file.writeBytes(tensors.toByteArray());
        while (file.size() % ALIGNMENT != 0) {
            file.write(0);
        }
        file.writeBytes(data.toByteArray());
        return file.toByteArray();
    }

    /// Writes the file.
    public Path writeTo(Path path) {
        try {
            return Files.write(path, toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void text(ByteArrayOutputStream to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(to, bytes.length);
        to.writeBytes(bytes);
    }

    private static void integer(ByteArrayOutputStream to, int value) {
        to.writeBytes(bytes(4).putInt(value).array());
    }

    private static void number(ByteArrayOutputStream to, long value) {
        to.writeBytes(bytes(8).putLong(value).array());
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    }
}
