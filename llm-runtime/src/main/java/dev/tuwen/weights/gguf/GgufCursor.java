package dev.tuwen.weights.gguf;

import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.stored.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// Walks through the bytes of a file, never beyond its end. Not for two threads.
final class GgufCursor {
    private final Path file;
    private final MemorySegment content;
    private long position;

    GgufCursor(Path file, MemorySegment content, long position) {
        this.file = file;
        this.content = content;
        this.position = position;
    }

    long position() {
        return position;
    }

    long remaining() {
        return content.byteSize() - position;
    }

    /// Leaves bytes out.
    void skip(long bytes, String what) {
        require(bytes, what);
        position += bytes;
    }

    int readByte(String what) {
        require(1, what);
        return content.get(ValueLayout.JAVA_BYTE, position++);
    }

    int readShort(String what) {
        require(Short.BYTES, what);
        short value = content.get(LittleEndian.SHORT, position);
        position += Short.BYTES;
        return value;
    }

    int readInt(String what) {
        require(Integer.BYTES, what);
        int value = content.get(LittleEndian.INT, position);
        position += Integer.BYTES;
        return value;
    }

    long readLong(String what) {
        require(Long.BYTES, what);
        long value = content.get(LittleEndian.LONG, position);
        position += Long.BYTES;
        return value;
    }

    /// A count of things that take at least so many bytes each: more than fit in the rest of the file are a fault.
    long readCount(long minimumBytes, String what) {
        long count = readLong("a count of " + what);
        if (count < 0 || count > remaining() / minimumBytes) {
            throw fault(
                    position - Long.BYTES,
                    "a count of " + what + " that fits in the " + remaining() + " bytes left",
                    "'" + Long.toUnsignedString(count) + "'");
        }
        return count;
    }

    /// A text with its length before it.
    String readText(int longest, String what) {
        long start = position;
        long length = readLong("the length of " + what);
        if (length < 0 || length > Math.min(longest, remaining())) {
            throw fault(
                    start,
                    "a length of " + what + " up to " + Math.min(longest, remaining()),
                    "'" + Long.toUnsignedString(length) + "'");
        }
        String text = LittleEndian.text(content, position, length);
        if (text == null) {
            throw fault(start, what + " in UTF-8", "other bytes");
        }
        position += length;
        return text;
    }

    /// Leaves a text out.
    void skipText(String what) {
        long start = position;
        long length = readLong("the length of " + what);
        if (length < 0 || length > remaining()) {
            throw fault(
                    start,
                    "a length of " + what + " up to the " + remaining() + " bytes left",
                    "'" + Long.toUnsignedString(length) + "'");
        }
        position += length;
    }

    private void require(long bytes, String what) {
        if (bytes > remaining()) {
            throw fault(position, what + " (is the file complete?)", "the end of the file");
        }
    }

    WeightFormatException fault(long offset, String expected, String found) {
        return new WeightFormatException(file, offset, expected, found);
    }
}
