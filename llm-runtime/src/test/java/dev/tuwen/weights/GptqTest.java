package dev.tuwen.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    }

    private float[] widened(int first, int count) {
        try (TensorSource source = WeightFiles.open(folder)) {
            return source.bytes(WeightRef.matrix("model.q.weight", 2, 8).range(first, count))
                    .toArray(ValueLayout.JAVA_FLOAT);
        }
    }
}
