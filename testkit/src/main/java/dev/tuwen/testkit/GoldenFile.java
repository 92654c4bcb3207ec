package dev.tuwen.testkit;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a correct engine computed: the arrays of a safetensors file and the runs beside it. Read whole when it is made;
/// immutable; any thread.
public final class GoldenFile {
    /// A stored array.
    ///
    /// @param dimensions outermost first
    /// @param elements row-major, widened to F32
    @SuppressWarnings("ArrayRecordComponent") // read-only by convention; lists would box every number
    public record Array(int[] dimensions, float[] elements) {
        /// Rows of the array seen as a matrix of its last axis.
        public int rows() {
            return elements.length / columns();
        }

        /// Length of the last axis; 1 for a scalar.
        public int columns() {
            return dimensions.length == 0 ? 1 : dimensions[dimensions.length - 1];
        }
    }

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int SHOWN = 5;

    private final String name;
    private final MemorySegment file;
    private final long dataOffset;
    private final Map<String, JsonNode> entries = new LinkedHashMap<>();

    private GoldenFile(String name, MemorySegment file) {
        this.name = name;
        this.file = file;
        long headerBytes = file.get(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        this.dataOffset = 8 + headerBytes;
        byte[] header = file.asSlice(8, headerBytes).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        for (Map.Entry<String, JsonNode> entry :
                JSON.readTree(new String(header, StandardCharsets.UTF_8)).properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                entries.put(entry.getKey(), entry.getValue());
            }
        }
    }

    /// Reads a safetensors file.
    public static GoldenFile read(Path path) {
        try {
            return new GoldenFile(path.toString(), MemorySegment.ofArray(Files.readAllBytes(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads the arrays of a folder of [GoldenFolder]: `golden.safetensors`.
    public static GoldenFile arrays(String folder) {
        return read(GoldenFolder.of(folder).resolve("golden.safetensors"));
    }

    /// Reads a JSON file, such as the runs in `golden.json`.
    public static JsonNode json(Path path) {
        try {
            return JSON.readTree(Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads the runs of a folder of [GoldenFolder]: `golden.json`, a list.
    public static JsonNode runs(String folder) {
        return json(GoldenFolder.of(folder).resolve("golden.json"));
    }

    /// The numbers of a JSON list.
    public static int[] integers(JsonNode list) {
        return IntStream.range(0, list.size()).map(i -> list.get(i).asInt()).toArray();
    }

    /// Names of all arrays.
    public Set<String> names() {
        return entries.keySet();
    }

    /// Whether there is such an array.
    public boolean has(String array) {
        return entries.containsKey(array);
    }

    /// An array by name.
    public Array array(String array) {
        @Nullable JsonNode entry = entries.get(array);
        if (entry == null) {
            throw new IllegalArgumentException(
                    "no array '" + array + "' in '" + name + "', which has " + entries.keySet());
        }
        int[] dimensions = integers(entry.get("shape"));
        int count = IntStream.of(dimensions).reduce(1, Math::multiplyExact);
        long offset = dataOffset + entry.get("data_offsets").get(0).asLong();
        String type = entry.get("dtype").asString();
        return new Array(
                dimensions,
                switch (type) {
                    case "F32", "F16", "BF16" -> StoredNumbers.decodeRow(file, offset, DType.valueOf(type), count);
                    case "U8" -> {
                        var elements = new float[count];
                        for (int i = 0; i < count; i++) {
                            elements[i] =
                                    Byte.toUnsignedInt(file.get(java.lang.foreign.ValueLayout.JAVA_BYTE, offset + i));
                        }
                        yield elements;
                    }
                    default -> throw new IllegalArgumentException("array '" + array + "' is " + type);
                });
    }

    /// Fails unless every number is within `bound` of the stored array's; the message shows the first differences.
    ///
    /// @param array name of the stored array
    /// @param actual as many numbers, row-major
    /// @param bound largest absolute difference
    public void assertClose(String array, float[] actual, double bound) {
        assertClose(array + " of " + name, array(array), actual, bound);
    }

    /// Fails unless every number is within `bound` of the expected array's; the message shows the first differences.
    public static void assertClose(String what, Array expected, float[] actual, double bound) {
        assertThat(actual).as("numbers of %s", what).hasSameSizeAs(expected.elements);
        var report = new StringBuilder();
        int wrong = 0;
        double largest = 0;
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs((double) actual[i] - expected.elements[i]);
            if (difference <= bound) {
                continue;
            }
            largest = Double.isNaN(difference) ? difference : Math.max(largest, difference);
            if (wrong++ < SHOWN) {
                int columns = Math.max(expected.columns(), 1);
                report.append(String.format(
                        Locale.ROOT,
                        "%n  [%d, %d] is %.7g, expected %.7g",
                        i / columns,
                        i % columns,
                        actual[i],
                        expected.elements[i]));
            }
        }
        assertThat(wrong)
                .as(
                        "%s: numbers more than %.1e away, of %d; the worst is %.3e away%s",
                        what, bound, actual.length, largest, report)
                .isZero();
    }
}
