package dev.tuwen.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.DType;
import dev.tuwen.testkit.GoldenFolder;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which type of weights fits.
final class WeightPlanTest {
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

    private static OptionalLong justEnough(WeightPlan plan, DType type) {
        return OptionalLong.of((long) (plan.neededBytes(type) / 0.92) + 1024);
    }
}
