package dev.tuwen.testkit.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.GroupedRows;
import dev.tuwen.family.Checkpoint;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.testkit.MemoryWeights;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.files.WeightFiles;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsGoldenTest {
    @ParameterizedTest
    @CsvSource({
        "v1, v1, BF16, 128, true",
        "v2, v2, BF16, 256, true",
        "text, text, F16, 96, false",
        "text_gptq, text, F16, 128, false",
    })
    void opensEveryGoldenModel(String model, String family, DType stored, int hiddenSize, boolean ownHead) {
        try (Checkpoint files = KnownFamilies.ALL.open(GoldenFolder.of(model))) {
            assertThat(files.family().id()).isEqualTo(family);
            assertThat(files.decoder().hiddenSize()).isEqualTo(hiddenSize);
            assertThat(files.decoder().vocabularySize()).isEqualTo(680);
            assertThat(files.weights().dtype("model.embed_tokens.weight")).isEqualTo(stored);
            assertThat(files.weights().dimensions("model.embed_tokens.weight"))
                    .containsExactly(680L, (long) hiddenSize);
            assertThat(files.weights().has("lm_head.weight")).isEqualTo(ownHead);
            assertThat(files.weights().has("resampler.query"))
                    .isEqualTo(files.family().readsPictures());
            assertThat(files.generation().topP().isPresent())
                    .isEqualTo(!files.family().readsPictures());
        }
    }

    /// What torch itself saved: shared storages, a transposed view and a parameter in one, shards in the other.
    @ParameterizedTest
    @ValueSource(strings = {"text", "v2"})
    void readsTorchFilesLikeTheCheckpointsTheyWereMadeFrom(String model) {
        try (TensorSource torch = WeightFiles.open(GoldenFolder.of(model + "_torch"));
                TensorSource expected = WeightFiles.open(GoldenFolder.of(model))) {
            assertThat(torch.names()).containsAll(expected.names());
            for (String name : expected.names()) {
                List<Long> axes = expected.dimensions(name);
                int columns = axes.stream().skip(1).mapToInt(Long::intValue).reduce(1, Math::multiplyExact);
                var whole = WeightRef.table(name, axes.getFirst().intValue(), columns);
                var part = whole.range(whole.rows() / 3, Math.ceilDiv(whole.rows(), 2));

                assertThat(torch.dtype(name)).as(name).isEqualTo(expected.dtype(name));
                assertThat(torch.dimensions(name)).as(name).isEqualTo(axes);
                assertThat(torch.bytes(whole).mismatch(expected.bytes(whole)))
                        .as(name)
                        .isEqualTo(-1);
                assertThat(torch.bytes(part).mismatch(expected.bytes(part)))
                        .as(name)
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void widensGptqToTheLastBit() {
        try (TensorSource quantized = WeightFiles.open(GoldenFolder.of("text_gptq"));
                TensorSource expected =
                        WeightFiles.open(GoldenFolder.of("text_gptq").resolve("dequantised.safetensors"))) {
            assertThat(expected.names()).hasSize(4);
            for (String name : expected.names()) {
                int rows = expected.dimensions(name).get(0).intValue();
                int columns = expected.dimensions(name).get(1).intValue();
                String weight = name.endsWith(".weight") ? name : name + ".weight";
                assertThat(quantized.dimensions(weight)).isEqualTo(expected.dimensions(name));
                long difference = quantized
                        .bytes(WeightRef.matrix(weight, rows, columns))
                        .mismatch(expected.bytes(WeightRef.matrix(name, rows, columns)));
                assertThat(difference).as(name).isEqualTo(-1);
                long inRange = quantized
                        .bytes(WeightRef.matrix(weight, rows, columns).range(rows / 3, rows / 2))
                        .mismatch(expected.bytes(
                                WeightRef.matrix(name, rows, columns).range(rows / 3, rows / 2)));
                assertThat(inRange).as(name).isEqualTo(-1);
            }
        }
    }

    @Test
    void groupsOfGptqAreTheSameNumbersToTheLastBit() {
        try (TensorSource quantized = WeightFiles.open(GoldenFolder.of("text_gptq"));
                TensorSource expected =
                        WeightFiles.open(GoldenFolder.of("text_gptq").resolve("dequantised.safetensors"))) {
            for (String name : expected.names()) {
                int rows = expected.dimensions(name).get(0).intValue();
                int columns = expected.dimensions(name).get(1).intValue();
                String weight = name.endsWith(".weight") ? name : name + ".weight";
                assertThat(quantized.isGrouped(weight)).as(name).isTrue();
                GroupedRows grouped = quantized.grouped(WeightRef.matrix(weight, rows, columns));

                assertThat(MemoryWeights.widened(rows, columns, grouped))
                        .as(name)
                        .isEqualTo(expected.bytes(WeightRef.matrix(name, rows, columns))
                                .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1/golden", "v2/golden", "text/golden", "text_gptq/golden", "preprocess/v1_pictures"})
    void readsEveryGoldenArrayFile(String file) {
        try (TensorSource arrays = WeightFiles.open(GoldenFolder.of(file.substring(0, file.indexOf('/')))
                .resolve(file.substring(file.indexOf('/') + 1) + ".safetensors"))) {
            assertThat(arrays.names()).isNotEmpty();
        }
    }
}
