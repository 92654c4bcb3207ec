package dev.tuwen.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.DType;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.vision.VisionConfig;
import dev.tuwen.vision.VisionModel;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which type of weights fits.
final class WeightPlanTest {
    private static final long PROCESS_BYTES = 256L << 20;
    private static final Set<DType> ALL = Set.of(DType.F32, DType.F16, DType.BF16, DType.Q8_0, DType.Q4_0);

    @Test
    void staysAsStoredWhileThatFits() {
        try (ModelParts parts = ModelParts.open(GoldenFolder.of("v2"))) {
            var plan = new WeightPlan(parts);
            assertThat(plan.storedType()).isEqualTo(DType.BF16);
            assertThat(plan.choose(OptionalLong.of(1L << 40), ALL)).isEqualTo(new WeightPlan.Choice(null, false));
            assertThat(plan.choose(OptionalLong.empty(), ALL)).isEqualTo(new WeightPlan.Choice(null, false));
        }
    }

    @Test
    void takesTheMostExactTypeThatFits() {
        try (ModelParts parts = ModelParts.open(GoldenFolder.of("v2"))) {
            var plan = new WeightPlan(parts);
            assertThat(plan.choose(justEnough(plan, DType.Q8_0), ALL))
                    .isEqualTo(new WeightPlan.Choice(DType.Q8_0, true));
            assertThat(plan.choose(justEnough(plan, DType.Q4_0), ALL))
                    .isEqualTo(new WeightPlan.Choice(DType.Q4_0, true));
            assertThat(plan.choose(OptionalLong.of(1 << 20), ALL)).isNull();
        }
    }

    @Test
    void keepsFourBitFilesSmall() {
        try (ModelParts parts = ModelParts.open(GoldenFolder.of("text_gptq"))) {
            var plan = new WeightPlan(parts);

            assertThat(plan.storedType()).isEqualTo(DType.Q4_0);
            assertThat(plan.choose(OptionalLong.of(1L << 40), ALL)).isEqualTo(new WeightPlan.Choice(null, false));
            assertThat(plan.choose(OptionalLong.empty(), ALL)).isEqualTo(new WeightPlan.Choice(null, false));
            assertThat(plan.choose(OptionalLong.of(1L << 40), Set.of(DType.F32)))
                    .isEqualTo(new WeightPlan.Choice(null, false));
        }
    }

    @Test
    void countsEveryNumberOnce() {
        try (ModelParts parts = ModelParts.open(GoldenFolder.of("v2"))) {
            var plan = new WeightPlan(parts);
            assertThat(plan.weightBytes(null)).isBetween(2 * plan.elements() - 1000, 2 * plan.elements() + 1000);
            assertThat(plan.weightBytes(DType.Q8_0)).isLessThan(plan.weightBytes(DType.BF16));
            assertThat(plan.weightBytes(DType.F32)).isGreaterThan(plan.weightBytes(DType.BF16));
        }
    }

    @Test
    void keepsSixteenBitsForThePartThatSees() {
        try (ModelParts parts = ModelParts.open(GoldenFolder.of("v2"))) {
            var plan = new WeightPlan(parts);
            assertThat(plan.visionType(null)).isNull();
            assertThat(plan.visionType(DType.F32)).isEqualTo(DType.F32);
            assertThat(plan.visionType(DType.BF16)).isEqualTo(DType.BF16);
            assertThat(plan.visionType(DType.Q8_0)).isNull();
            assertThat(plan.visionType(DType.Q4_0)).isNull();
        }
    }

    @Test
    void countsAWorkingContextWhateverTheModelsLimit(@TempDir Path folder) {
        Path patient = new AlteredModel("text", folder)
                .file(
                        "config.json",
                        config -> config.replace(
                                "\"max_position_embeddings\": 2048", "\"max_position_embeddings\": 8388608"))
                .write();
        try (ModelParts usual = ModelParts.open(GoldenFolder.of("text"));
                ModelParts longer = ModelParts.open(patient)) {
            assertThat(longer.decoder().contextLimit()).isEqualTo(8_388_608);
            assertThat(new WeightPlan(longer).neededBytes(DType.Q4_0))
                    .isEqualTo(new WeightPlan(usual).neededBytes(DType.Q4_0));
        }
    }

    @Test
    void countsWhatIsComputedForAPromptAndForAPicture() {
        try (ModelParts text = ModelParts.open(GoldenFolder.of("text"));
                ModelParts seeing = ModelParts.open(GoldenFolder.of("v2"))) {
            long prompt = besideWeights(text) - cacheBytes(text.decoder());
            long picture = besideWeights(seeing) - cacheBytes(seeing.decoder());

            // A chunk of 128 rows with what comes before, inside and behind the perceptron.
            assertThat(prompt - PROCESS_BYTES)
                    .isGreaterThan(128L
                            * Float.BYTES
                            * (2 * text.decoder().hiddenSize() + text.decoder().intermediateSize()));
            VisionConfig vision = seeing.vision().orElseThrow();
            assertThat(picture - PROCESS_BYTES).isGreaterThan(VisionModel.activationBytes(vision));
            assertThat(VisionModel.activationBytes(vision))
                    .as("an overview and a slice of 6 x 6 patches")
                    .isGreaterThan(2L
                            * 36
                            * Float.BYTES
                            * (vision.tower().width() + vision.tower().mlpWidth()));
        }
    }

    private static long besideWeights(ModelParts parts) {
        var plan = new WeightPlan(parts);
        return plan.neededBytes(DType.Q4_0) - plan.weightBytes(DType.Q4_0);
    }

    /// Keys and values of 2,048 positions in F16.
    private static long cacheBytes(DecoderConfig decoder) {
        assertThat(decoder.contextLimit()).isEqualTo(2048);
        return 2L * 2048 * decoder.layerCount() * decoder.heads().keyValueColumns() * Short.BYTES;
    }

    private static OptionalLong justEnough(WeightPlan plan, DType type) {
        return OptionalLong.of((long) (plan.neededBytes(type) / 0.92) + 1024);
    }
}
