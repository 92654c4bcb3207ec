package dev.tuwen.testkit.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.GroupedRows;
import dev.tuwen.quantization.BlockFormat;
import dev.tuwen.quantization.NibbleGroups;
import dev.tuwen.testkit.MemoryWeights;
import dev.tuwen.testkit.Tolerances;
import dev.tuwen.weights.gguf.GgufFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    static Stream<DType> quantized() {
        return Arrays.stream(DType.values()).filter(DType::isQuantized);
    }

    /// Those the format's own package encodes.
    static Stream<DType> small() {
        return quantized().filter(type -> type.blockElements() == 32);
    }

    static Stream<DType> large() {
        return quantized().filter(type -> type.blockElements() == 256);
    }

    static Stream<DType> nibblesWithMinima() {
        return quantized().filter(NibbleGroups::fit);
    }

    @AfterAll
    static void closesTheFile() {
        file.close();
    }

    @ParameterizedTest
    @MethodSource("quantized")
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
    @MethodSource("small")
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
    @MethodSource("large")
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
            // Of numbers from a normal distribution, 32 reach some 2.3 deviations: `2 · 2.3 / levels` is a step.
            double bits = 8.0 * format.blockBytes() / format.blockElements();
            double step = 2 * 2.3 / Math.pow(2, Math.floor(bits));
            assertThat(Tolerances.normalizedError(source, decoded)).isLessThan(step * step / 12);
        }
    }

    @ParameterizedTest
    @MethodSource("nibblesWithMinima")
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
            assertThat(BlockFormat.of(type).computed()).isEqualTo(DType.Q4_0);
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
