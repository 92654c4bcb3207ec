package dev.tuwen.testkit.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.testkit.GgufBytes;
import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.gguf.GgufFile;
import dev.tuwen.weights.gguf.GgufMetadata;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Heads of files, sound ones and others.
final class GgufReaderTest {
    private static final byte[] WIDE = longs(Long.MAX_VALUE);

    @TempDir
    private Path folder = Path.of(".");

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void readsEveryTypeOfValue(int version) {
        // given
        var bytes = sound().version(version)
                .raw("u8", 0, (byte) 200)
                .raw("i8", 1, (byte) -3)
                .raw("u16", 2, (byte) 0xff, (byte) 0xff)
                .raw("i16", 3, (byte) 0xff, (byte) 0xff)
                .raw("i32", 5, ints(-7))
                .raw("u64", 10, longs(1L << 20))
                .raw("i64", 11, longs(-8))
                .raw("f64", 12, longs(Double.doubleToLongBits(0.25)))
                .put("f32", 1.5f)
                .put("yes", true)
                .put("text", "图问")
                .put("texts", List.of("a", "", "字"))
                .put("floats", new float[] {1, 2})
                .put("ints", new int[] {3, -4});

        // when
        try (GgufFile file = GgufFile.open(bytes.writeTo(folder.resolve("a.gguf")))) {
            GgufMetadata metadata = file.metadata();

            // then
            assertThat(file.version()).isEqualTo(version);
            assertThat(metadata.integer("u8", 0, 255)).hasValue(200);
            assertThat(metadata.integer("i8", -128, 127)).hasValue(-3);
            assertThat(metadata.integer("u16", 0, 65_535)).hasValue(65_535);
            assertThat(metadata.integer("i16", -10, 10)).hasValue(-1);
            assertThat(metadata.integer("i32", -10, 10)).hasValue(-7);
            assertThat(metadata.integer("u64", 0, 1 << 21)).hasValue(1 << 20);
            assertThat(metadata.integer("i64", -10, 10)).hasValue(-8);
            assertThat(metadata.number("f64", 0, 1)).hasValue(0.25);
            assertThat(metadata.number("f32", 0, 2)).hasValue(1.5);
            assertThat(metadata.number("u8", 0, 255)).hasValue(200);
            assertThat(metadata.truth("yes")).hasValue(true);
            assertThat(metadata.text("text")).hasValue("图问");
            assertThat(metadata.texts("texts", 3, 9).orElseThrow()).containsExactly("a", "", "字");
            assertThat(metadata.numbers("floats", 2).orElseThrow()).containsExactly(1, 2);
            assertThat(metadata.integers("ints", 2).orElseThrow()).containsExactly(3, -4);
            assertThat(metadata.integer("none", 0, 1)).isEmpty();
        }
    }

    @Test
    void mapsTensorsOutermostAxisFirst() {
        // when
        try (GgufFile file = GgufFile.open(sound().writeTo(folder.resolve("a.gguf")));
                Arena arena = Arena.ofConfined()) {
            // then
            assertThat(file.tensor("second").dimensions()).containsExactly(2L, 3L);
            assertThat(file.bytes(file.tensor("second"), arena).toArray(ValueLayout.JAVA_FLOAT))
                    .containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("another magic", b -> b, "GGUF", bytes -> bytes[0] = 'X'),
                fault("version 1", b -> b.version(1), "version 2 or 3"),
                fault("big-endian", b -> b.version(3 << 24), "big-endian"),
                fault("a key twice", b -> b.put("a", 1).put("a", 1), "each key once"),
                fault("an unknown value type", b -> b.raw("a", 13, (byte) 0), "the type of a value"),
                fault("an alignment that is none", b -> b.put("general.alignment", 48), "a power of two"),
                fault("a text longer than the file", b -> b.raw("a", 8, WIDE), "a length of a text"),
                fault("a list longer than the file", b -> b.raw("a", 9, join(ints(4), WIDE)), "a count of elements"),
                fault("lists in lists", b -> b.raw("a", 9, nested(6)), "lists at most 4 deep"),
                fault("a tensor twice", b -> b.entry("first", 0, List.of(1L), 32), "each tensor once"),
                fault("tensors on the same bytes", b -> b.entry("third", 0, List.of(1L), 0), "share no bytes"),
                fault("an unknown tensor type", b -> b.entry("third", 200, List.of(1L), 0), "of a known type"),
                fault("a removed tensor type", b -> b.entry("third", 4, List.of(1L), 0), "of a known type"),
                fault("no axes", b -> b.entry("third", 0, List.of(), 0), "1 to 4 axes"),
                fault("five axes", b -> b.entry("third", 0, List.of(1L, 1L, 1L, 1L, 1L), 0), "1 to 4 axes"),
                fault("an axis of 0", b -> b.entry("third", 0, List.of(0L), 64), "positive axes"),
                fault("a negative axis", b -> b.entry("third", 0, List.of(-4L), 64), "positive axes"),
                fault("half a block", b -> b.entry("third", 2, List.of(1L, 33L), 64), "a multiple of 32"),
                fault(
                        "an overflowing size",
                        b -> b.entry("third", 0, List.of(1L << 31, 1L << 31, 4L), 64),
                        "fits in 63 bits"),
                fault("an offset between", b -> b.entry("third", 0, List.of(1L), 4), "at a multiple of 32"),
                fault("a negative offset", b -> b.entry("third", 0, List.of(1L), -32), "at a multiple of 32"),
                fault("an offset beyond", b -> b.entry("third", 0, List.of(1L), 1L << 40), "is the file complete"),
                fault(
                        "an offset that overflows",
                        b -> b.entry("third", 0, List.of(1L), Long.MAX_VALUE - 31),
                        "is the file complete"),
                fault("a tail that is missing", b -> b.entry("third", 0, List.of(99L), 64), "is the file complete"));
    }

    private static Arguments fault(String what, UnaryOperator<GgufBytes> change, String message) {
        return Arguments.of(what, change.apply(sound()).toByteArray(), message);
    }

    private interface Patch {
        void apply(byte[] bytes);
    }

    private static Arguments fault(String what, UnaryOperator<GgufBytes> change, String message, Patch patch) {
        byte[] bytes = change.apply(sound()).toByteArray();
        patch.apply(bytes);
        return Arguments.of(what, bytes, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void saysWhatIsWrong(String what, byte[] bytes, String message) throws IOException {
        // given
        Path path = Files.write(folder.resolve("a.gguf"), bytes);

        // then
        assertThatThrownBy(() -> GgufFile.open(path))
                .as(what)
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("a.gguf")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MAX_VALUE, 1L << 40, 5})
    void believesNoCountTheFileHasNoBytesFor(long count) throws IOException {
        Path tensors = Files.write(folder.resolve("a.gguf"), sound().toByteArray(count, 1));
        assertThatThrownBy(() -> GgufFile.open(tensors)).isInstanceOf(WeightFormatException.class);

        Path keys = Files.write(folder.resolve("b.gguf"), sound().toByteArray(2, count));
        assertThatThrownBy(() -> GgufFile.open(keys)).isInstanceOf(WeightFormatException.class);
    }

    @Test
    void endsWithOneSentenceWhereverTheFileIsCut() throws IOException {
        // given
        byte[] whole = sound().put("texts", List.of("a", "b")).toByteArray();
        Path path = folder.resolve("a.gguf");
        int tail = 8;

        for (int length = 0; length < whole.length - tail; length++) {
            // when
            Files.write(path, Arrays.copyOf(whole, length));

            // then
            assertThatThrownBy(() -> GgufFile.open(path))
                    .as("cut after " + length)
                    .isInstanceOf(WeightFormatException.class);
        }
    }

    @Test
    void opensOrRefusesWhateverBytesAreChanged() throws IOException {
        // given
        long seed = 20_261_125;
        var random = new Random(seed);
        byte[] whole = sound().put("texts", List.of("a", "b")).put("f", 1f).toByteArray();
        Path path = folder.resolve("a.gguf");

        for (int round = 0; round < 1500; round++) {
            // when
            byte[] changed = whole.clone();
            for (int i = 0; i < 1 + round % 4; i++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            Files.write(path, changed);

            // then
            try (GgufFile file = GgufFile.open(path)) {
                file.metadata().keys().forEach(key -> read(file.metadata(), key));
            } catch (WeightFormatException e) {
                assertThat(e).as("seed " + seed + ", round " + round).hasMessageContaining("a.gguf");
            }
        }
    }

    private static void read(GgufMetadata metadata, String key) {
        for (Runnable reading : List.<Runnable>of(
                () -> metadata.texts(key, 100, 100),
                () -> metadata.text(key),
                () -> metadata.number(key, -10, 10),
                () -> metadata.truth(key))) {
            try {
                reading.run();
            } catch (WeightFormatException e) {
                assertThat(e).hasMessageContaining("expected");
            }
        }
    }

    private static GgufBytes sound() {
        return new GgufBytes()
                .put("general.architecture", "none")
                .tensor("first", List.of(2L), 7, 8)
                .tensor("second", List.of(2L, 3L), 1, 2, 3, 4, 5, 6);
    }

    private static byte[] nested(int depth) {
        byte[] value = join(ints(0), longs(0));
        for (int i = 0; i < depth; i++) {
            value = join(join(ints(9), longs(1)), value);
        }
        return value;
    }

    private static byte[] ints(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static byte[] longs(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
