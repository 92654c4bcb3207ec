package dev.tuwen.weights.gguf;

import dev.tuwen.weights.WeightFormatException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Typed access to the keys of a file. A key that is absent is an empty answer; a value of another type or out of
/// bounds is a fault of the file. Values are decoded from the mapped file each time, which has to be open. It remembers
/// which keys were asked for. Any thread.
public final class GgufMetadata {
    /// Longest text read: a chat template has some kilobytes.
    private static final int LONGEST_TEXT = 1 << 20;

    private final Path file;
    private final MemorySegment content;
    private final Map<String, Entry> entries;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    /// Where a value is.
    ///
    /// @param offset of its first byte, or of the element type of a list
    record Entry(GgufValueType type, long offset) {}

    GgufMetadata(Path file, MemorySegment content, Map<String, Entry> entries) {
        this.file = file;
        this.content = content;
        this.entries = Collections.unmodifiableMap(entries);
    }

    /// The file this is from.
    public Path file() {
        return file;
    }

    /// The keys, in the file's order.
    public Set<String> keys() {
        return entries.keySet();
    }

    /// The keys that nobody has asked for.
    public List<String> unread() {
        return entries.keySet().stream().filter(key -> !asked.contains(key)).toList();
    }

    private @Nullable Entry entry(String key) {
        asked.add(key);
        return entries.get(key);
    }

    /// An integer of any width between two bounds, both allowed.
    public OptionalInt integer(String key, int minimum, int maximum) {
        Entry entry = entry(key);
        if (entry == null) {
            return OptionalInt.empty();
        }
        String expected = "an integer from " + minimum + " to " + maximum;
        if (!entry.type.isInteger()) {
            throw fault(key, expected, "a value of type " + entry.type);
        }
        long value = readInteger(entry.type, cursor(entry));
        if (value < minimum || value > maximum || (entry.type == GgufValueType.UINT64 && value < 0)) {
            throw fault(key, expected, "'" + value + "'");
        }
        return OptionalInt.of((int) value);
    }

    /// An integer that has to be there.
    public int requiredInteger(String key, int minimum, int maximum) {
        return integer(key, minimum, maximum).orElseThrow(() -> fault(key, "an integer", "no such key"));
    }

    /// A number between two bounds, both allowed; a whole number will do.
    public OptionalDouble number(String key, double minimum, double maximum) {
        Entry entry = entry(key);
        if (entry == null) {
            return OptionalDouble.empty();
        }
        double value = Double.NaN;
        if (entry.type.isFloat()) {
            value = readFloat(entry.type, cursor(entry));
        } else if (entry.type.isInteger()) {
            value = readInteger(entry.type, cursor(entry));
        }
        if (!(value >= minimum && value <= maximum)) {
            throw fault(key, "a number from " + minimum + " to " + maximum, found(entry, value));
        }
        return OptionalDouble.of(value);
    }

    private static String found(Entry entry, double value) {
        return entry.type.isFloat() || entry.type.isInteger() ? "'" + value + "'" : "a value of type " + entry.type;
    }

    /// A truth value.
    public Optional<Boolean> truth(String key) {
        Entry entry = entry(key);
        if (entry == null) {
            return Optional.empty();
        }
        int value = entry.type == GgufValueType.BOOL ? cursor(entry).readByte("a truth value") : -1;
        if (value != 0 && value != 1) {
            throw fault(key, "true or false", value == -1 ? "a value of type " + entry.type : "'" + value + "'");
        }
        return Optional.of(value == 1);
    }

    /// A text.
    public Optional<String> text(String key) {
        Entry entry = entry(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.type != GgufValueType.STRING) {
            throw fault(key, "a text", "a value of type " + entry.type);
        }
        return Optional.of(cursor(entry).readText(LONGEST_TEXT, "the text of '" + key + "'"));
    }

    /// A list of texts; empty if there is no such key.
    ///
    /// @param maximum elements there may be
    /// @param longest bytes a text may have
    public Optional<List<String>> texts(String key, int maximum, int longest) {
        Elements list = list(key, maximum);
        if (list == null) {
            return Optional.empty();
        }
        require(key, list, list.type == GgufValueType.STRING, "a list of texts");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < list.count; i++) {
            texts.add(list.cursor.readText(longest, "element " + i + " of '" + key + "'"));
        }
        return Optional.of(texts);
    }

    /// A list of whole numbers of any width that fit in an `int`.
    ///
    /// @param maximum elements there may be
    public Optional<int[]> integers(String key, int maximum) {
        Elements list = list(key, maximum);
        if (list == null) {
            return Optional.empty();
        }
        require(key, list, list.type.isInteger(), "a list of whole numbers");
        int[] numbers = new int[list.count];
        for (int i = 0; i < numbers.length; i++) {
            long value = readInteger(list.type, list.cursor);
            if (value != (int) value) {
                throw fault(key, "a list of numbers of 32 bits", "'" + value + "'");
            }
            numbers[i] = (int) value;
        }
        return Optional.of(numbers);
    }

    /// A list of numbers.
    ///
    /// @param maximum elements there may be
    public Optional<float[]> numbers(String key, int maximum) {
        Elements list = list(key, maximum);
        if (list == null) {
            return Optional.empty();
        }
        require(key, list, list.type.isFloat(), "a list of numbers");
        float[] numbers = new float[list.count];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) readFloat(list.type, list.cursor);
        }
        return Optional.of(numbers);
    }

    /// A fault of the file at a key.
    public WeightFormatException fault(String key, String expected, String found) {
        Entry entry = entries.get(key);
        return new WeightFormatException(
                file, entry == null ? 0 : entry.offset, "'" + key + "' to be " + expected, found);
    }

    private GgufCursor cursor(Entry entry) {
        return new GgufCursor(file, content, entry.offset);
    }

    /// The elements of a list, about to be read.
    private record Elements(GgufValueType type, int count, GgufCursor cursor) {}

    private @Nullable Elements list(String key, int maximum) {
        Entry entry = entry(key);
        if (entry == null) {
            return null;
        }
        if (entry.type != GgufValueType.ARRAY) {
            throw fault(key, "a list", "a value of type " + entry.type);
        }
        GgufCursor cursor = cursor(entry);
        GgufValueType type = GgufValueType.numbered(cursor.readInt("the type of a list"));
        long count = cursor.readLong("the length of a list");
        // The reader has checked both, and that the file has bytes for so many elements.
        if (type == null || count < 0 || count > maximum) {
            throw fault(key, "a list of at most " + maximum + " elements", "'" + count + "'");
        }
        return new Elements(type, (int) count, cursor);
    }

    private void require(String key, Elements list, boolean holds, String expected) {
        if (!holds) {
            throw fault(key, expected, "elements of type " + list.type);
        }
    }

    private static long readInteger(GgufValueType type, GgufCursor cursor) {
        return switch (type) {
            case UINT8 -> cursor.readByte("a number") & 0xff;
            case INT8 -> cursor.readByte("a number");
            case UINT16 -> cursor.readShort("a number") & 0xffff;
            case INT16 -> cursor.readShort("a number");
            case UINT32 -> Integer.toUnsignedLong(cursor.readInt("a number"));
            case INT32 -> cursor.readInt("a number");
            case UINT64, INT64 -> cursor.readLong("a number");
            case FLOAT32, BOOL, STRING, ARRAY, FLOAT64 -> throw new IllegalArgumentException(type + " is no integer");
        };
    }

    private static double readFloat(GgufValueType type, GgufCursor cursor) {
        return type == GgufValueType.FLOAT32
                ? Float.intBitsToFloat(cursor.readInt("a number"))
                : Double.longBitsToDouble(cursor.readLong("a number"));
    }
}
