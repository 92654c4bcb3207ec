package dev.tuwen.model;

import dev.tuwen.testkit.GoldenFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A golden model with tensors added or named otherwise.
final class AlteredModel {
    private static final String WEIGHTS = "model.safetensors";

    private final Path folder;
    private String header;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /// Copies a golden model.
    AlteredModel(String golden, Path folder) {
        this.folder = folder;
        try (Stream<Path> files = Files.list(GoldenFolder.of(golden))) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (!name.startsWith("golden.") && !name.equals("dequantised.safetensors")) {
                    Files.copy(file, folder.resolve(name));
                }
            }
            byte[] content = Files.readAllBytes(folder.resolve(WEIGHTS));
            int length = Math.toIntExact(
                    ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong());
            this.header = new String(content, 8, length, StandardCharsets.UTF_8).strip();
            data.write(content, 8 + length, content.length - 8 - length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Adds a tensor of bytes that are all alike.
    AlteredModel add(String name, String type, long[] shape, int byteSize, int value) {
        byte[] content = new byte[byteSize];
        Arrays.fill(content, (byte) value);
        header = header.substring(0, header.length() - 1)
                + ",\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}}"
                        .formatted(name, type, Arrays.toString(shape), data.size(), data.size() + byteSize);
        data.writeBytes(content);
        return this;
    }

    /// Stores tensors in F32 that were in F16.
    ///
    /// @param names a pattern
    AlteredModel widen(String names) {
        var entry = Pattern.compile("\"(" + names.replace(".*", "[^\"]*")
                + ")\":\\s*\\{\"dtype\":\\s*\"F16\",([^}]*)\"data_offsets\":\\s*\\[(\\d+),\\s*(\\d+)]");
        byte[] before = data.toByteArray();
        header = entry.matcher(header).replaceAll(found -> {
            int start = Integer.parseInt(found.group(3));
            int end = Integer.parseInt(found.group(4));
            ByteBuffer wide = ByteBuffer.allocate(2 * (end - start)).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = start; i < end; i += 2) {
                wide.putFloat(Float.float16ToFloat((short) ((before[i] & 0xff) | (before[i + 1] << 8))));
            }
            int at = data.size();
            data.writeBytes(wide.array());
            return Matcher.quoteReplacement("\"%s\":{\"dtype\":\"F32\",%s\"data_offsets\":[%d,%d]"
                    .formatted(found.group(1), found.group(2), at, data.size()));
        });
        return this;
    }

    /// Changes the table of tensors.
    AlteredModel header(UnaryOperator<String> change) {
        header = change.apply(header);
        return this;
    }

    /// Changes one of the other files.
    AlteredModel file(String name, UnaryOperator<String> change) {
        try {
            Path file = folder.resolve(name);
            Files.writeString(file, change.apply(Files.exists(file) ? Files.readString(file) : ""));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes the weights.
    Path write() {
        byte[] table = header.getBytes(StandardCharsets.UTF_8);
        var file = new ByteArrayOutputStream();
        file.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(table.length)
                .array());
        file.writeBytes(table);
        file.writeBytes(data.toByteArray());
        try {
            Files.write(folder.resolve(WEIGHTS), file.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }
}
