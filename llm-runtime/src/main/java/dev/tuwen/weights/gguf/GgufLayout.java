package dev.tuwen.weights.gguf;

import dev.tuwen.compute.DType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a GGUF file of version 3 is going to hold: keys, and tensors by name, type and shape. Their bytes follow later,
/// tensor by tensor, through a [GgufWriter]. Filled by one thread.
public final class GgufLayout {
    private static final int VERSION = 3;
    private static final int ALIGNMENT = 32;

    private final Map<String, byte[]> values = new LinkedHashMap<>();
    private final List<Planned> tensors = new ArrayList<>();
    private long dataSize;

    /// An empty file.
    public GgufLayout() {}

    /// A tensor that is going to be written.
    ///
    /// @param name as stored
    /// @param type of its elements
    /// @param dimensions outermost first
    /// @param offset of its first byte, from the first of all tensors
    /// @param byteSize its length
    record Planned(String name, DType type, List<Long> dimensions, long offset, long byteSize) {}

    /// A whole number of 32 bits.
    public GgufLayout number(String key, int value) {
        return put(key, bytes(GgufValueType.UINT32).number(value, Integer.BYTES));
    }

    /// A number.
    public GgufLayout real(String key, double value) {
        return put(key, bytes(GgufValueType.FLOAT32).number(Float.floatToIntBits((float) value), Integer.BYTES));
    }

    /// A truth value.
    public GgufLayout truth(String key, boolean value) {
        return put(key, bytes(GgufValueType.BOOL).number(value ? 1 : 0, 1));
    }

    /// A text.
    public GgufLayout text(String key, String value) {
        return put(key, bytes(GgufValueType.STRING).text(value));
    }

    /// A list of texts.
    public GgufLayout texts(String key, List<String> values) {
        Little list = list(GgufValueType.STRING, values.size());
        values.forEach(list::text);
        return put(key, list);
    }

    /// A list of whole numbers.
    public GgufLayout numbers(String key, int[] values) {
        Little list = list(GgufValueType.INT32, values.length);
        for (int value : values) {
            list.number(value, Integer.BYTES);
        }
        return put(key, list);
    }

    /// A list of numbers.
    public GgufLayout reals(String key, float[] values) {
        Little list = list(GgufValueType.FLOAT32, values.length);
        for (float value : values) {
            list.number(Float.floatToIntBits(value), Integer.BYTES);
        }
        return put(key, list);
    }

    /// A tensor, behind those before it.
    ///
    /// @param name as stored
    /// @param type of its elements
    /// @param dimensions outermost first; the innermost fills whole blocks
    /// @throws IllegalArgumentException if it does not, or there is one of this name
    public GgufLayout tensor(String name, DType type, List<Long> dimensions) {
        long columns = dimensions.getLast();
        long rows = dimensions.stream().limit(dimensions.size() - 1L).reduce(1L, Math::multiplyExact);
        if (columns % type.blockElements() != 0
                || tensors.stream().anyMatch(tensor -> tensor.name().equals(name))) {
            throw new IllegalArgumentException("tensor '" + name + "' of type " + type + " with axes " + dimensions
                    + ": expected a name of its own and rows of whole blocks");
        }
        long size = type.byteSize(rows, columns);
        tensors.add(new Planned(name, type, List.copyOf(dimensions), dataSize, size));
        dataSize = Math.addExact(dataSize, padded(size));
        return this;
    }

    /// Length of the whole file, in bytes.
    public long byteSize() {
        return head().length + dataSize;
    }

    /// The tensors in the order they are written.
    List<Planned> tensors() {
        return tensors;
    }

    /// All bytes before those of the tensors.
    byte[] head() {
        var head = new Little()
                .raw("GGUF".getBytes(StandardCharsets.US_ASCII))
                .number(VERSION, Integer.BYTES)
                .number(tensors.size(), Long.BYTES)
                .number(values.size(), Long.BYTES);
        values.forEach((key, value) -> head.text(key).raw(value));
        for (Planned tensor : tensors) {
            head.text(tensor.name()).number(tensor.dimensions().size(), Integer.BYTES);
            tensor.dimensions().reversed().forEach(axis -> head.number(axis, Long.BYTES));
            head.number(GgufType.of(tensor.type()).number(), Integer.BYTES).number(tensor.offset(), Long.BYTES);
        }
        return head.raw(new byte[Math.toIntExact(padded(head.size()) - head.size())])
                .toBytes();
    }

    /// A length with what follows it up to where the next tensor may begin.
    static long padded(long size) {
        return Math.ceilDiv(size, (long) ALIGNMENT) * ALIGNMENT;
    }

    private GgufLayout put(String key, Little value) {
        values.put(key, value.toBytes());
        return this;
    }

    private static Little bytes(GgufValueType type) {
        return new Little().number(type.ordinal(), Integer.BYTES);
    }

    private static Little list(GgufValueType type, int count) {
        return bytes(GgufValueType.ARRAY).number(type.ordinal(), Integer.BYTES).number(count, Long.BYTES);
    }

    /// Bytes, of numbers the lowest first.
    private static final class Little {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Little number(long value, int bytes) {
            for (int i = 0; i < bytes; i++) {
                out.write((int) (value >> (8 * i)));
            }
            return this;
        }

        Little text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return number(bytes.length, Long.BYTES).raw(bytes);
        }

        Little raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        int size() {
            return out.size();
        }

        byte[] toBytes() {
            return out.toByteArray();
        }
    }
}
