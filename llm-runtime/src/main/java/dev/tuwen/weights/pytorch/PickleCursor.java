package dev.tuwen.weights.pytorch;

import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.stored.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// Walks through the bytes of a pickle, never beyond its end. Not for two threads.
final class PickleCursor {
    /// Longest name of a tensor or a module.
    private static final int LONGEST_TEXT = 1 << 12;

    private final Path file;
    private final long origin;
    private final MemorySegment content;
    private long position;
    private long operation;

    /// @param file for messages
    /// @param origin byte of the file where the pickle begins
    /// @param content the pickle
    PickleCursor(Path file, long origin, MemorySegment content) {
        this.file = file;
        this.origin = origin;
        this.content = content;
    }

    /// An operation begins here, and is what a fault is at.
    void enter() {
        operation = position;
    }

    int readByte() {
        require(1);
        return Byte.toUnsignedInt(content.get(ValueLayout.JAVA_BYTE, position++));
    }

    int readShort() {
        require(Short.BYTES);
        int value = Short.toUnsignedInt(content.get(LittleEndian.SHORT, position));
        position += Short.BYTES;
        return value;
    }

    int readInt() {
        require(Integer.BYTES);
        int value = content.get(LittleEndian.INT, position);
        position += Integer.BYTES;
        return value;
    }

    /// A signed number of 0 to 8 bytes, the lowest first.
    long readLong(int bytes) {
        if (bytes > Long.BYTES) {
            throw fault("numbers of at most 64 bits", bytes + " bytes");
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) readByte() << (8 * i);
        }
        int unused = Long.SIZE - 8 * bytes;
        return bytes == 0 ? 0 : value << unused >> unused;
    }

    void skip(int bytes) {
        require(bytes);
        position += bytes;
    }

    /// A text of so many bytes.
    String readText(long bytes) {
        if (bytes < 0 || bytes > LONGEST_TEXT) {
            throw fault("texts of at most " + LONGEST_TEXT + " bytes", bytes + " bytes");
        }
        require(bytes);
        String text = LittleEndian.text(content, position, bytes);
        if (text == null) {
            throw fault("a text in UTF-8", "other bytes");
        }
        position += bytes;
        return text;
    }

    /// A text up to the end of a line, which is left out.
    String readLine() {
        long end = position;
        while (end < content.byteSize() && content.get(ValueLayout.JAVA_BYTE, end) != '\n') {
            end++;
        }
        String line = readText(end - position);
        skip(1);
        return line;
    }

    private void require(long bytes) {
        if (bytes > content.byteSize() - position) {
            throw fault("more of the pickle (is the file complete?)", "its end");
        }
    }

    WeightFormatException fault(String expected, String found) {
        return new WeightFormatException(file, origin + operation, expected, found);
    }
}
