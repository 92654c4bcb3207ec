package dev.tuwen.weights.json;

import dev.tuwen.filetype.FileType;
import dev.tuwen.weights.ForeignFile;
import dev.tuwen.weights.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a small JSON file whose root is an object. Duplicate keys, deep nesting, absurd lengths and anything after the
/// object are faults of the file. `NaN` and `Infinity`, which Python writes, are read; no key takes them for a value.
public final class JsonFile {
    /// Longest file read, in bytes. The largest of these files, a table of shards, stays far below 1 MiB.
    public static final long LONGEST = 16L << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxDocumentLength(LONGEST)
                            .maxStringLength(1 << 20)
                            .maxNameLength(1 << 16)
                            .maxNumberLength(400)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonFile() {}

    /// Says how a fault of a file becomes an exception.
    @FunctionalInterface
    public interface Fault {
        /// Makes the exception.
        ///
        /// @param file the file at fault
        /// @param expected what should be there
        /// @param found what is there
        ModelFormatException of(Path file, String expected, String found);
    }

    /// Reads a file, or says that there is none.
    ///
    /// @param file where it should be
    /// @param fault makes the exception when it is no JSON object
    /// @throws UncheckedIOException if the file is there but cannot be read
    public static Optional<JsonObject> readIfPresent(Path file, Fault fault) {
        return Files.exists(file) ? Optional.of(read(file, fault)) : Optional.empty();
    }

    /// Reads a file that has to be there.
    ///
    /// @param file where it is
    /// @param fault makes the exception when it is missing or no JSON object
    /// @throws UncheckedIOException if the file is there but cannot be read
    public static JsonObject read(Path file, Fault fault) {
        if (!Files.isRegularFile(file)) {
            throw fault.of(file, "a JSON file", "no file of this name");
        }
        byte[] content;
        try {
            long size = Files.size(file);
            if (size > LONGEST) {
                throw fault.of(file, "at most " + LONGEST + " bytes", size + " bytes");
            }
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("reading '" + file + "'", e);
        }
        return parse(file, content, fault);
    }

    /// Parses the content of a file.
    ///
    /// @param file the file's name, for messages
    /// @param content its bytes
    /// @param fault makes the exception when the bytes are no JSON object
    public static JsonObject parse(Path file, byte[] content, Fault fault) {
        JsonNode root;
        try {
            root = MAPPER.readTree(content);
        } catch (JacksonException e) {
            String found = FileType.of(Arrays.copyOf(content, Math.min(content.length, FileType.HEAD_BYTES)))
                    .filter(type -> type != FileType.TEXT)
                    .map(ForeignFile::described)
                    .orElseGet(() -> ModelFormatException.quoted(e.getOriginalMessage()));
            ModelFormatException exception = fault.of(file, "JSON", found);
            exception.initCause(e);
            throw exception;
        }
        if (!root.isObject()) {
            throw fault.of(
                    file,
                    "a JSON object",
                    content.length == 0
                            ? ForeignFile.described(FileType.EMPTY)
                            : root.getNodeType().toString());
        }
        return new JsonObject(file, "", root, fault);
    }
}
