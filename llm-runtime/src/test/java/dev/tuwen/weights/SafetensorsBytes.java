package dev.tuwen.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes small safetensors files.
final class SafetensorsBytes {
    private final List<String> entries = new ArrayList<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    SafetensorsBytes add(String name, String type, long[] shape, byte[] content) {
        entries.add("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(name, type, Arrays.toString(shape), data.size(), data.size() + content.length));
        data.writeBytes(content);
        return this;
    }

    SafetensorsBytes floats(String name, long[] shape, float... values) {
        ByteBuffer content = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            content.putFloat(value);
        }
        return add(name, "F32", shape, content.array());
    }

    SafetensorsBytes ints(String name, long[] shape, int... values) {
        ByteBuffer content = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            content.putInt(value);
        }
        return add(name, "I32", shape, content.array());
    }

    byte[] toBytes() {
        return file("{" + String.join(",", entries) + "}", data.toByteArray());
    }

    Path write(Path file) {
        return write(file, toBytes());
    }

    static Path write(Path file, byte[] content) {
        try {
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] file(String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array();
    }
}
