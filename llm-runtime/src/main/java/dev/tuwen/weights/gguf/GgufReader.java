package dev.tuwen.weights.gguf;

import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.stored.Extent;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads magic, version, metadata and the table of tensors, and checks them: known types, counts and lengths that the
/// file has bytes for, shapes whose size fits, offsets that are aligned and inside the file, nothing twice, no two
/// tensors on the same bytes. Values are not copied: they are decoded when asked for.
final class GgufReader {
    /// The format allows 65 535 bytes.
    private static final int LONGEST_KEY = 65_535;

    private static final int LONGEST_TENSOR_NAME = 256;
    private static final int MAX_AXES = 4;
    private static final int MAX_NESTING = 4;
    private static final int USUAL_ALIGNMENT = 32;
    private static final int MAX_ALIGNMENT = 1 << 20;

    /// A key, its type and a value of one byte.
    private static final int MIN_ENTRY_BYTES = 8 + 1 + 4 + 1;

    /// A name, the number of axes, one axis, the type and the offset.
    private static final int MIN_TENSOR_BYTES = 8 + 1 + 4 + 8 + 4 + 8;

    private final Path file;
    private final MemorySegment content;
    private final GgufCursor cursor;

    private GgufReader(Path file, MemorySegment content) {
        this.file = file;
        this.content = content;
        this.cursor = new GgufCursor(file, content, 0);
    }

    /// What a file says about itself.
    record Content(int version, GgufMetadata metadata, Map<String, GgufTensor> tensors) {}

    static Content read(Path file, MemorySegment content) {
        return new GgufReader(file, content).read();
    }

    private Content read() {
        int magic = cursor.readInt("a GGUF file, which begins with 'GGUF'");
        if (magic != 0x46554747) {
            throw cursor.fault(0, "a GGUF file, which begins with 'GGUF'", "other bytes");
        }
        int version = cursor.readInt("a version");
        if (version != 2 && version != 3) {
            boolean swapped = Integer.reverseBytes(version) == 2 || Integer.reverseBytes(version) == 3;
            throw cursor.fault(
                    4,
                    "version 2 or 3",
                    swapped ? "a file for big-endian machines" : "version " + Integer.toUnsignedString(version));
        }
        long tensorCount = cursor.readCount(MIN_TENSOR_BYTES, "tensors");
        long entryCount = cursor.readCount(MIN_ENTRY_BYTES, "keys");
        GgufMetadata metadata = readMetadata(entryCount);
        return new Content(version, metadata, readTensors(tensorCount, metadata));
    }

    private GgufMetadata readMetadata(long count) {
        Map<String, GgufMetadata.Entry> entries = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            long start = cursor.position();
            String key = cursor.readText(LONGEST_KEY, "a key");
            GgufValueType type = readType();
            long offset = cursor.position();
            if (entries.put(key, new GgufMetadata.Entry(type, offset)) != null) {
                throw cursor.fault(start, "each key once", WeightFormatException.quoted(key) + " again");
            }
            skipValue(type, 0);
        }
        return new GgufMetadata(file, content, entries);
    }

    private GgufValueType readType() {
        long start = cursor.position();
        int number = cursor.readInt("the type of a value");
        GgufValueType type = GgufValueType.numbered(number);
        if (type == null) {
            throw cursor.fault(start, "the type of a value, 0 to 12", "'" + Integer.toUnsignedString(number) + "'");
        }
        return type;
    }

    private void skipValue(GgufValueType type, int nesting) {
        switch (type) {
            case STRING -> cursor.skipText("a text");
            case ARRAY -> skipArray(nesting);
            default -> cursor.skip(type.minimumBytes(), "a value");
        }
    }

    private void skipArray(int nesting) {
        long start = cursor.position();
        if (nesting == MAX_NESTING) {
            throw cursor.fault(start, "lists at most " + MAX_NESTING + " deep", "more");
        }
        GgufValueType type = readType();
        long count = cursor.readCount(type.minimumBytes(), "elements");
        if (type.isFixed()) {
            cursor.skip(count * type.minimumBytes(), "the elements of a list");
            return;
        }
        for (long i = 0; i < count; i++) {
            skipValue(type, nesting + 1);
        }
    }

    private Map<String, GgufTensor> readTensors(long count, GgufMetadata metadata) {
        int alignment = alignment(metadata);
        List<GgufTensor> relative = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            relative.add(readTensor(alignment));
        }
        long start = Math.ceilDiv(cursor.position(), (long) alignment) * alignment;
        Map<String, GgufTensor> tensors = new LinkedHashMap<>();
        for (GgufTensor tensor : relative) {
            GgufTensor placed = placed(tensor, start);
            if (tensors.put(placed.name(), placed) != null) {
                throw cursor.fault(
                        placed.offset(), "each tensor once", WeightFormatException.quoted(placed.name()) + " again");
            }
        }
        Extent.checkApart(
                file,
                "tensors",
                tensors.values().stream()
                        .map(tensor -> new Extent(tensor.name(), tensor.offset(), tensor.offset() + tensor.byteSize()))
                        .toList());
        return tensors;
    }

    private int alignment(GgufMetadata metadata) {
        String key = "general.alignment";
        int alignment = metadata.integer(key, 1, MAX_ALIGNMENT).orElse(USUAL_ALIGNMENT);
        if (Integer.bitCount(alignment) != 1) {
            throw metadata.fault(key, "a power of two", "'" + alignment + "'");
        }
        return alignment;
    }

    /// A tensor whose offset still counts from the start of the data.
    private GgufTensor readTensor(int alignment) {
        long start = cursor.position();
        String name = cursor.readText(LONGEST_TENSOR_NAME, "a tensor's name");
        String quoted = "tensor " + WeightFormatException.quoted(name);
        int axes = cursor.readInt("the number of axes");
        if (name.isEmpty() || axes < 1 || axes > MAX_AXES) {
            throw cursor.fault(
                    start,
                    "a tensor with a name and 1 to " + MAX_AXES + " axes",
                    quoted + " with " + Integer.toUnsignedString(axes));
        }
        var dimensions = new ArrayList<Long>();
        for (int i = 0; i < axes; i++) {
            dimensions.addFirst(cursor.readLong("an axis"));
        }
        int number = cursor.readInt("the type of a tensor");
        GgufType type = GgufType.numbered(number);
        if (type == null) {
            throw cursor.fault(
                    start,
                    quoted + " of a known type (" + GgufType.readable() + ")",
                    "type number " + Integer.toUnsignedString(number));
        }
        long offset = cursor.readLong("the offset of a tensor");
        if (offset < 0 || offset % alignment != 0) {
            throw cursor.fault(
                    start, quoted + " at a multiple of " + alignment, "offset '" + Long.toUnsignedString(offset) + "'");
        }
        return new GgufTensor(name, type, dimensions, offset, byteSize(start, quoted, type, dimensions));
    }

    private long byteSize(long start, String quoted, GgufType type, List<Long> dimensions) {
        long columns = dimensions.getLast();
        if (dimensions.stream().anyMatch(axis -> axis < 1) || columns % type.blockElements() != 0) {
            throw cursor.fault(
                    start,
                    quoted + " with positive axes, the innermost a multiple of " + type.blockElements(),
                    "axes " + dimensions);
        }
        try {
            long bytes = Math.multiplyExact(columns / type.blockElements(), (long) type.blockBytes());
            for (long axis : dimensions.subList(0, dimensions.size() - 1)) {
                bytes = Math.multiplyExact(bytes, axis);
            }
            return bytes;
        } catch (ArithmeticException e) {
            WeightFormatException fault =
                    cursor.fault(start, quoted + " of a size that fits in 63 bits", "axes " + dimensions);
            fault.initCause(e);
            throw fault;
        }
    }

    private GgufTensor placed(GgufTensor tensor, long start) {
        long space = content.byteSize() - start - tensor.offset();
        if (space < 0 || tensor.byteSize() > space) {
            throw cursor.fault(
                    start,
                    "tensor " + WeightFormatException.quoted(tensor.name()) + " of " + tensor.byteSize()
                            + " bytes inside the file's " + content.byteSize() + " (is the file complete?)",
                    "its start at " + Long.toUnsignedString(start + tensor.offset()));
        }
        return new GgufTensor(
                tensor.name(), tensor.type(), tensor.dimensions(), start + tensor.offset(), tensor.byteSize());
    }
}
