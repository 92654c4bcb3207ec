package dev.tuwen.tokenizer.sentencepiece;

import dev.tuwen.weights.TokenizerFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Walks the fields of one protocol buffer message inside a byte array; never reads past the message's end.
final class ProtobufReader {
    /// Wire types of the format.
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH_DELIMITED = 2;
    static final int FIXED32 = 5;

    private final Path file;
    private final byte[] bytes;
    private final int end;
    private int position;
    private int wireType;

    ProtobufReader(Path file, byte[] bytes) {
        this(file, bytes, 0, bytes.length);
    }

    private ProtobufReader(Path file, byte[] bytes, int start, int end) {
        this.file = file;
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /// The number of the next field, or 0 at the end of the message. The field must then be read or skipped.
    int nextField() {
        if (position == end) {
            return 0;
        }
        long tag = varint();
        long field = tag >>> 3;
        wireType = (int) (tag & 7);
        if (field == 0 || field >= 1 << 29) {
            throw fault("a field number", "'" + field + "'");
        }
        return (int) field;
    }

    /// An integer, enumeration or truth value.
    int readInt() {
        expect(VARINT);
        return (int) varint();
    }

    /// A truth value.
    boolean readBoolean() {
        expect(VARINT);
        return varint() != 0;
    }

    /// A 32-bit float.
    float readFloat() {
        expect(FIXED32);
        int start = take(4);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat(start);
    }

    /// A text; anything but UTF-8 is a fault.
    String readText() {
        int length = readLength();
        int start = take(length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
        } catch (CharacterCodingException e) {
            TokenizerFormatException exception = fault("UTF-8 text", "other bytes");
            exception.initCause(e);
            throw exception;
        }
    }

    /// The length of a text or of bytes, which are skipped.
    int readByteCount() {
        int length = readLength();
        take(length);
        return length;
    }

    /// A message inside this one.
    ProtobufReader readMessage() {
        int length = readLength();
        int start = take(length);
        return new ProtobufReader(file, bytes, start, start + length);
    }

    /// Skips the field's value.
    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> take(8);
            case LENGTH_DELIMITED -> take(readLength());
            case FIXED32 -> take(4);
            default -> throw fault("a wire type", "'" + wireType + "'");
        }
    }

    private int readLength() {
        expect(LENGTH_DELIMITED);
        long length = varint();
        if (length < 0 || length > end - position) {
            throw fault("a length of at most " + (end - position) + " bytes", "'" + length + "'");
        }
        return (int) length;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = bytes[take(1)];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw fault("an integer of at most ten bytes", "a longer one");
    }

    private int take(int count) {
        if (count > end - position) {
            throw fault(count + " more bytes", (end - position) + " before the end");
        }
        int start = position;
        position += count;
        return start;
    }

    private void expect(int type) {
        if (wireType != type) {
            throw fault("a field of wire type " + type, "wire type " + wireType);
        }
    }

    private TokenizerFormatException fault(String expected, String found) {
        return new TokenizerFormatException(file, expected + " at byte " + position, found);
    }
}
