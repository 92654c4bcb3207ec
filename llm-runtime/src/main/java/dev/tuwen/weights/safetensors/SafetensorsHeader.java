package dev.tuwen.weights.safetensors;

import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.stored.Extent;
import dev.tuwen.weights.stored.StoredType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads the JSON header, `{"name": {"dtype": "F16", "shape": [2, 3], "data_offsets": [0, 12]}, …}`, and checks it:
/// known types, shapes whose product fits, offsets that agree with the shape and lie inside the file, no two tensors on
/// the same bytes.
final class SafetensorsHeader {
    /// Longest header read. The published models have 80 KB; the bound keeps a hostile file from filling the memory.
    static final long LONGEST = 32L << 20;

    private static final int MAX_AXES = 8;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxNumberLength(32)
                    .maxNameLength(1 << 12)
                    .maxStringLength(1 << 20)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;
    private final long dataStart;
    private final long dataSize;
    private final JsonParser parser;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    private SafetensorsHeader(Path file, byte[] json, long fileSize) {
        this.file = file;
        this.dataStart = 8L + json.length;
        this.dataSize = fileSize - dataStart;
        this.parser = FACTORY.createParser(ObjectReadContext.empty(), json);
    }

    /// Reads a header.
    ///
    /// @param file for messages
    /// @param json the header's bytes
    /// @param fileSize size of the whole file, at least 8 more than the header
    static Map<String, StoredTensor> read(Path file, byte[] json, long fileSize) {
        try {
            var header = new SafetensorsHeader(file, json, fileSize);
            try (JsonParser _ = header.parser) {
                header.readTensors();
            }
            Extent.checkApart(
                    file,
                    "tensors",
                    header.tensors.values().stream()
                            .map(tensor ->
                                    new Extent(tensor.name(), tensor.offset(), tensor.offset() + tensor.byteSize()))
                            .toList());
            return header.tensors;
        } catch (JacksonException e) {
            var exception = new WeightFormatException(
                    file, 8, "a JSON header", WeightFormatException.quoted(String.valueOf(e.getOriginalMessage())));
            exception.initCause(e);
            throw exception;
        }
    }

    private void readTensors() {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "the header as an object");
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            expect(parser.nextToken(), JsonToken.START_OBJECT, "an object under '" + name + "'");
            if (name.equals("__metadata__")) {
                parser.skipChildren();
            } else {
                tensors.put(name, readTensor(name));
            }
        }
        expect(parser.currentToken(), JsonToken.END_OBJECT, "the end of the header's object");
        if (parser.nextToken() != null) {
            throw fault("nothing but spaces after the header's object", "more JSON");
        }
    }

    private StoredTensor readTensor(String name) {
        String type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        for (String key = parser.nextName(); key != null; key = parser.nextName()) {
            JsonToken token = parser.nextToken();
            switch (key) {
                case "dtype" -> {
                    expect(token, JsonToken.VALUE_STRING, "a type for '" + name + "'");
                    type = parser.getString();
                }
                case "shape" -> shape = readNumbers(name, token);
                case "data_offsets" -> offsets = readNumbers(name, token);
                default -> parser.skipChildren();
            }
        }
        return tensor(name, type, shape, offsets);
    }

    private List<Long> readNumbers(String name, @Nullable JsonToken first) {
        expect(first, JsonToken.START_ARRAY, "a list of numbers for '" + name + "'");
        List<Long> numbers = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            expect(token, JsonToken.VALUE_NUMBER_INT, "a list of whole numbers for '" + name + "'");
            long number = parser.getLongValue();
            if (number < 0 || numbers.size() == MAX_AXES) {
                throw fault("at most " + MAX_AXES + " numbers from 0 for '" + name + "'", "'" + number + "'");
            }
            numbers.add(number);
        }
        return numbers;
    }

    private StoredTensor tensor(
            String name, @Nullable String type, @Nullable List<Long> shape, @Nullable List<Long> offsets) {
        String tensor = "tensor " + WeightFormatException.quoted(name);
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw fault(tensor + " with dtype, shape and two data_offsets", "less or more");
        }
        StoredType stored = StoredType.named(type);
        if (stored == null) {
            throw fault(tensor + " of a known type", "type " + WeightFormatException.quoted(type));
        }
        long begin = offsets.get(0);
        long end = offsets.get(1);
        if (begin > end || end > dataSize) {
            throw fault(
                    tensor + " inside the file's " + dataSize + " bytes of data (is the file complete?)",
                    "bytes " + begin + " to " + end);
        }
        long size;
        try {
            size = stored.byteSize(shape);
        } catch (ArithmeticException e) {
            var exception = fault(tensor + " of a size that fits in 56 bits", "shape " + shape);
            exception.initCause(e);
            throw exception;
        }
        if (size != end - begin) {
            throw fault(tensor + " of " + size + " bytes, as type and shape say", (end - begin) + " bytes");
        }
        return new StoredTensor(name, stored, List.copyOf(shape), dataStart + begin, size);
    }

    private void expect(@Nullable JsonToken found, JsonToken expected, String what) {
        if (found != expected) {
            throw fault(what, found == null ? "the end" : found.toString());
        }
    }

    private WeightFormatException fault(String expected, String found) {
        return new WeightFormatException(file, 8, expected, found);
    }
}
