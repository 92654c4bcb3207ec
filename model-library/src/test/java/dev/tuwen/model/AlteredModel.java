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
