package dev.tuwen.testkit.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.GroupedRows;
import dev.tuwen.quantization.BlockFormat;
import dev.tuwen.quantization.NibbleGroups;
import dev.tuwen.testkit.MemoryWeights;
import dev.tuwen.weights.gguf.GgufFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Blocks against `blocks.gguf`, which `src/test/python/gguf_blocks.py` made with the format's own Python package.
final class BlockFormatsTest {
    private static final int ROWS = 2;
    private static final int COLUMNS = 512;

    private static GgufFile file;

    @BeforeAll
    static void opensTheFile(@TempDir Path folder) throws IOException {
        Path copy = folder.resolve("blocks.gguf");
        try (var stream = Objects.requireNonNull(BlockFormatsTest.class.getResourceAsStream("blocks.gguf"))) {
            java.nio.file.Files.copy(stream, copy);
        }
        file = GgufFile.open(copy);
    }

    @AfterAll
    static void closesTheFile() {
        file.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K"})
    void decodesToTheLastBit(DType type) {
        try (Arena arena = Arena.ofConfined()) {
            // given
            BlockFormat format = BlockFormat.of(type);
            float[] expected = floats(type + ".decoded", arena);
            float[] decoded = new float[expected.length];

            // when
            format.decode(bytes(type.name(), arena), 0, decoded, 0, expected.length / format.blockElements());

            // then
            assertThat(decoded).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1"})
    void encodesToTheLastBit(DType type) {
        try (Arena arena = Arena.ofConfined()) {
            // given
            BlockFormat format = BlockFormat.of(type);
            float[] source = floats("source", arena);
            MemorySegment expected = bytes(type.name(), arena);
            MemorySegment encoded = MemorySegment.ofArray(new byte[Math.toIntExact(expected.byteSize())]);

            // when
            format.encode(source, 0, encoded, 0, source.length / format.blockElements());

            // then
            assertThat(encoded.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"Q4_K", "Q5_K", "Q6_K"})
    void losesLittleInBlocksOf256(DType type) {
        try (Arena arena = Arena.ofConfined()) {
            // given
            BlockFormat format = BlockFormat.of(type);
            float[] source = floats("source", arena);
            int blocks = source.length / format.blockElements();
            MemorySegment encoded = MemorySegment.ofArray(new byte[blocks * format.blockBytes()]);
            float[] decoded = new float[source.length];

            // when
            format.encode(source, 0, encoded, 0, blocks);
            format.decode(encoded, 0, decoded, 0, blocks);

            // then
            double error = 0;
            double energy = 0;
            for (int i = 0; i < source.length; i++) {
                error += Math.pow(decoded[i] - source[i], 2);
                energy += Math.pow(source[i], 2);
            }
            double bound = switch (type) {
                case Q4_K -> 6e-3;
                case Q5_K -> 1.6e-3;
                default -> 4e-4;
            };
            assertThat(error / energy).isLessThan(bound);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"Q4_1", "Q4_K"})
    void nibblesWithConstantsAreTheSameNumbers(DType type) {
        try (Arena arena = Arena.ofConfined()) {
            // given
            float[] expected = floats(type + ".decoded", arena);

            // when
            var groups = NibbleGroups.of(type, bytes(type.name(), arena), 0, ROWS, COLUMNS);
            var own = IntStream.range(0, COLUMNS / 32).toArray();
            float[] numbers = MemoryWeights.widened(
                    ROWS, COLUMNS, new GroupedRows(groups.blocks(), null, groups.constants(), own));

            // then
            float largest = 0;
            for (float number : expected) {
                largest = Math.max(largest, Math.abs(number));
            }
            assertThat(NibbleGroups.fit(type)).isTrue();
            assertThat(numbers).containsExactly(expected, within(largest * (type == DType.Q4_1 ? 1e-6f : 1e-3f)));
        }
    }

    private static MemorySegment bytes(String name, Arena arena) {
        return file.bytes(file.tensor(name), arena);
    }

    private static float[] floats(String name, Arena arena) {
        float[] floats = bytes(name, arena).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
        assertThat(floats).hasSize(ROWS * COLUMNS);
        return floats;
    }
}
