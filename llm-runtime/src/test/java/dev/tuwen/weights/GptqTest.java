package dev.tuwen.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.GroupedRows;
import dev.tuwen.quantization.BlockFormat;
import dev.tuwen.weights.files.WeightFiles;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GptqTest {
    @TempDir
    Path folder;

    // 8 inputs, 2 outputs, 2 groups. Inputs 0 … 7 of output 0 hold 0 … 7, of output 1 hold 15 … 8.
    private SafetensorsBytes matrix() {
        return new SafetensorsBytes()
                .ints("llm.model.q.qweight", new long[] {1, 2}, 0x76543210, 0x89ABCDEF)
                .ints("llm.model.q.qzeros", new long[] {2, 1}, 0x00000017, 0x00000020)
                .floats("llm.model.q.scales", new long[] {2, 2}, 1, 10, 100, 1000)
                .floats("llm.model.norm.weight", new long[] {1}, 3);
    }

    @Test
    void showsOneMatrixInPlaceOfItsParts() {
        matrix().ints("llm.model.q.g_idx", new long[] {8}, 0, 1, 0, 1, 0, 1, 0, 1)
                .write(folder.resolve("model.safetensors"));

        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(source.names()).containsExactly("model.norm.weight", "model.q.weight");
            assertThat(source.has("model.q.qweight")).isFalse();
            assertThat(source.dtype("model.q.weight")).isEqualTo(DType.F32);
            assertThat(source.isWidened("model.q.weight")).isTrue();
            assertThat(source.isWidened("model.norm.weight")).isFalse();
            assertThat(source.dimensions("model.q.weight")).containsExactly(2L, 8L);
            assertThatThrownBy(() -> source.bytes(WeightRef.matrix("model.q.qweight", 1, 2)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(source.file("model.q.weight").getFileName()).hasToString("model.safetensors");
        }
    }

    @Test
    void scattersInputsOverGroups() {
        matrix().ints("llm.model.q.g_idx", new long[] {8}, 0, 1, 0, 1, 0, 1, 0, 1)
                .write(folder.resolve("model.safetensors"));

        // Stored zeros are one too small. Output 0: zeros 8 and 1; output 1: zeros 2 and 3.
        assertThat(widened(0, 2))
                .containsExactly(-8, 0, -6, 200, -4, 400, -2, 600, 130, 11_000, 110, 9_000, 90, 7_000, 70, 5_000);
        assertThat(widened(1, 1)).containsExactly(130, 11_000, 110, 9_000, 90, 7_000, 70, 5_000);
    }

    /// 64 inputs, 2 outputs, 2 groups of 32, zero points 8.
    private static SafetensorsBytes symmetric(int... groupOf) {
        return withZeros(new int[] {0x77777777, 0x77777777}, groupOf);
    }

    private static SafetensorsBytes withZeros(int[] zeros, int... groupOf) {
        int[] words = new int[16];
        for (int i = 0; i < words.length; i++) {
            words[i] = 0x76543210 * (i + 1) ^ 0x13579BDF;
        }
        ByteBuffer scales = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        for (float scale : new float[] {0.1f, -0.2f, 3f, 1e-6f}) {
            scales.putShort(Float.floatToFloat16(scale));
        }
        return new SafetensorsBytes()
                .ints("model.q.qweight", new long[] {8, 2}, words)
                .ints("model.q.qzeros", new long[] {2, 1}, zeros)
                .add("model.q.scales", "F16", new long[] {2, 2}, scales.array())
                .ints("model.q.g_idx", new long[] {64}, groupOf);
    }

    private static int[] groups(int first, int second) {
        return IntStream.range(0, 64).map(i -> i < 32 ? first : second).toArray();
    }

    @Test
    void givesSymmetricGroupsAsBlocksThatAreTheSameToTheLastBit() {
        // given: the groups in another order than usual
        symmetric(groups(1, 0)).write(folder.resolve("model.safetensors"));

        // when
        float[] decoded = new float[128];
        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(source.dtype("model.q.weight")).isEqualTo(DType.Q4_0);
            assertThat(source.isWidened("model.q.weight")).isFalse();
            WeightRef whole = WeightRef.matrix("model.q.weight", 2, 64);
            BlockFormat.of(DType.Q4_0).decode(source.bytes(whole), 0, decoded, 0, 4);
            assertThat(source.bytes(whole.range(1, 1))
                            .mismatch(source.bytes(whole).asSlice(2 * 18)))
                    .isEqualTo(-1);
        }

        // then
        float[] scales = new float[4];
        for (int i = 0; i < 4; i++) {
            scales[i] = Float.float16ToFloat(Float.floatToFloat16(new float[] {0.1f, -0.2f, 3f, 1e-6f}[i]));
        }
        for (int output = 0; output < 2; output++) {
            for (int input = 0; input < 64; input++) {
                int word = 0x76543210 * (input / 8 * 2 + output + 1) ^ 0x13579BDF;
                int group = input < 32 ? 1 : 0;
                float expected = scales[group * 2 + output] * ((word >>> (4 * (input % 8)) & 15) - 8);
                assertThat(decoded[output * 64 + input]).isEqualTo(expected);
            }
        }
    }

    @Test
    void givesGroupsThatAreNotNeighboursInAnOrderInWhichTheyAre() {
        // given: odd inputs in the first group
        symmetric(IntStream.range(0, 64).map(i -> (i + 1) % 2).toArray()).write(folder.resolve("model.safetensors"));

        try (TensorSource source = WeightFiles.open(folder)) {
            // when
            assertThat(source.dtype("model.q.weight")).isEqualTo(DType.F32);
            assertThat(source.isGrouped("model.q.weight")).isTrue();
            GroupedRows grouped = source.grouped(WeightRef.matrix("model.q.weight", 2, 64));

            // then
            int[] permutation = Objects.requireNonNull(grouped.permutation());
            assertThat(permutation).startsWith(1, 3, 5).endsWith(58, 60, 62);
            assertThat(grouped.minimums()).isNull();
            assertThat(grouped.groups()).containsExactly(0, 1);
            assertSame(source, 64, grouped);
        }
    }

    @Test
    void givesZeroPointsAsMinimumsOfEachGroup() {
        withZeros(new int[] {0x7777773F, 0x77777708}, groups(1, 0)).write(folder.resolve("model.safetensors"));

        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(source.dtype("model.q.weight")).isEqualTo(DType.F32);
            GroupedRows grouped = source.grouped(WeightRef.matrix("model.q.weight", 2, 64));

            assertThat(grouped.permutation()).isNull();
            assertThat(grouped.groups()).containsExactly(1, 0);
            assertThat(Objects.requireNonNull(grouped.minimums())).hasSize(4).doesNotContain(0);
            assertSame(source, 64, grouped);
        }
    }

    /// Compares each number of the groups with the widened one, in F32.
    private static void assertSame(TensorSource source, int columns, GroupedRows grouped) {
        float[] expected =
                source.bytes(WeightRef.matrix("model.q.weight", 2, columns)).toArray(ValueLayout.JAVA_FLOAT);
        float[] decoded = new float[columns];
        int[] permutation = grouped.permutation();
        float[] minimums = grouped.minimums();
        for (int row = 0; row < 2; row++) {
            BlockFormat.of(DType.Q4_0)
                    .decode(grouped.blocks(), row * DType.Q4_0.rowBytes(columns), decoded, 0, columns / 32);
            for (int c = 0; c < columns; c++) {
                float minimum = minimums == null ? 0 : minimums[grouped.groups()[c / 32] * 2 + row];
                int column = permutation == null ? c : permutation[c];
                assertThat(decoded[c] + minimum).isEqualTo(expected[row * columns + column]);
            }
        }
    }

    @Test
    void onlyWidensGroupsOfOtherThanWholeBlocks() {
        int[] uneven = groups(0, 1);
        uneven[5] = 1;
        symmetric(uneven).write(folder.resolve("model.safetensors"));

        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(source.dtype("model.q.weight")).isEqualTo(DType.F32);
            assertThat(source.isGrouped("model.q.weight")).isFalse();
            assertThatThrownBy(() -> source.grouped(WeightRef.matrix("model.q.weight", 2, 64)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("model.q.weight");
        }
    }

    @Test
    void groupsInputsInOrderWithoutATable() throws IOException {
        matrix().write(folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("quantize_config.json"), "{\"bits\": 4, \"group_size\": 4}");

        assertThat(widened(0, 1)).containsExactly(-8, -7, -6, -5, 300, 400, 500, 600);
    }

    @Test
    void takesZerosAsTheyAreInTheSecondVersion() throws IOException {
        matrix().write(folder.resolve("model.safetensors"));
        Files.writeString(
                folder.resolve("config.json"),
                "{\"quantization_config\": {\"bits\": 4, \"group_size\": 4, \"checkpoint_format\": \"gptq_v2\"}}");

        assertThat(widened(0, 1)).containsExactly(-7, -6, -5, -4, 400, 500, 600, 700);
    }

    /// Symmetric zero points are 8, whatever the settings call the version.
    @ParameterizedTest
    @CsvSource({"77777777, gptq", "77777777, gptq_v2", "88888888, gptq", "88888888, gptq_v2"})
    void tellsTheVersionOfSymmetricFilesByTheirZeroPoints(String word, String said) throws IOException {
        int zeros = Integer.parseUnsignedInt(word, 16);
        new SafetensorsBytes()
                .ints("q.qweight", new long[] {1, 8}, 0x76543210, 0, 0, 0, 0, 0, 0, 0)
                .ints("q.qzeros", new long[] {1, 1}, zeros)
                .floats("q.scales", new long[] {1, 8}, 1, 1, 1, 1, 1, 1, 1, 1)
                .write(folder.resolve("model.safetensors"));
        Files.writeString(
                folder.resolve("quantize_config.json"),
                "{\"group_size\": 8, \"sym\": true, \"checkpoint_format\": \"" + said + "\"}");

        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(source.bytes(WeightRef.matrix("q.weight", 8, 8).range(0, 1))
                            .toArray(ValueLayout.JAVA_FLOAT))
                    .containsExactly(-8, -7, -6, -5, -4, -3, -2, -1);
        }
    }

    @Test
    void takesAZeroPointOfSixteen() throws IOException {
        new SafetensorsBytes()
                .ints("q.qweight", new long[] {1, 8}, 0x76543210, 0, 0, 0, 0, 0, 0, 0)
                .ints("q.qzeros", new long[] {1, 1}, 0xFFFFFFFF)
                .floats("q.scales", new long[] {1, 8}, 1, 1, 1, 1, 1, 1, 1, 1)
                .write(folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("quantize_config.json"), "{\"group_size\": 8}");

        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(source.bytes(WeightRef.matrix("q.weight", 8, 8).range(0, 1))
                            .toArray(ValueLayout.JAVA_FLOAT))
                    .startsWith(-16, -15, -14);
        }
    }

    @Test
    void takesAMatrixThatWasLeftAsItIs() {
        symmetric(groups(0, 1))
                .floats("model.k.weight", new long[] {1, 2}, 5, 6)
                .write(folder.resolve("model.safetensors"));

        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(source.names()).containsExactlyInAnyOrder("model.q.weight", "model.k.weight");
            assertThat(source.bytes(WeightRef.matrix("model.k.weight", 1, 2)).toArray(ValueLayout.JAVA_FLOAT))
                    .containsExactly(5, 6);
        }
    }

    @Test
    void believesTheSettingsOfAsymmetricFiles() throws IOException {
        new SafetensorsBytes()
                .ints("q.qweight", new long[] {1, 8}, 0x76543210, 0, 0, 0, 0, 0, 0, 0)
                .ints("q.qzeros", new long[] {1, 1}, 0x88888888)
                .floats("q.scales", new long[] {1, 8}, 1, 1, 1, 1, 1, 1, 1, 1)
                .write(folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("quantize_config.json"), "{\"group_size\": 8, \"sym\": false}");

        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(source.bytes(WeightRef.matrix("q.weight", 8, 8).range(0, 1))
                            .toArray(ValueLayout.JAVA_FLOAT))
                    .startsWith(-9);
        }
    }

    @Test
    void wantsTheTableOfGroupsWhereInputsAreInAnotherOrder() throws IOException {
        matrix().write(folder.resolve("model.safetensors"));
        Files.writeString(
                folder.resolve("quantize_config.json"), "{\"bits\": 4, \"group_size\": 4, \"desc_act\": true}");

        assertThatThrownBy(() -> WeightFiles.open(folder))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("tensor 'model.q.g_idx'")
                .hasMessageContaining("desc_act");
    }

    @Test
    void refusesPartsThatDoNotFit() throws IOException {
        matrix().write(folder.resolve("model.safetensors"));
        // 8 inputs in groups of 128 are one group, the file has two.
        assertThatThrownBy(() -> WeightFiles.open(folder))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("1 groups");

        new SafetensorsBytes().ints("q.qweight", new long[] {1, 2}, 0, 0).write(folder.resolve("model.safetensors"));
        assertThatThrownBy(() -> WeightFiles.open(folder))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("q.scales");

        matrix().ints("llm.model.q.g_idx", new long[] {8}, 0, 1, 0, 2, 0, 1, 0, 1)
                .write(folder.resolve("model.safetensors"));
        assertThatThrownBy(() -> widened(0, 1))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("'2' for input 3");
    }

    @Test
    void refusesOtherMethods() throws IOException {
        matrix().write(folder.resolve("model.safetensors"));
        for (String settings :
                new String[] {"{\"bits\": 3}", "{\"quant_method\": \"awq\"}", "{\"checkpoint_format\": \"marlin\"}"}) {
            Files.writeString(folder.resolve("quantize_config.json"), settings);

            assertThatThrownBy(() -> WeightFiles.open(folder)).isInstanceOf(UnsupportedModelException.class);
        }
        Files.delete(folder.resolve("quantize_config.json"));
        Files.writeString(folder.resolve("quant_config.json"), "{\"w_bit\": 4, \"version\": \"GEMM\"}");
        assertThatThrownBy(() -> WeightFiles.open(folder))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("'awq'");
    }

    private float[] widened(int first, int count) {
        try (TensorSource source = WeightFiles.open(folder)) {
            return source.bytes(WeightRef.matrix("model.q.weight", 2, 8).range(first, count))
                    .toArray(ValueLayout.JAVA_FLOAT);
        }
    }
}
