package dev.tuwen.assistant.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.Heads;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.generate.Generator;
import dev.tuwen.generate.Prompt;
import dev.tuwen.generate.PromptPart;
import dev.tuwen.model.ModelOpening;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.OpenReport;
import dev.tuwen.model.OpenedModel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Models out of random numbers.
final class SyntheticModelTest {
    private static final DecoderConfig SMALL =
            new DecoderConfig(96, 160, 2, Heads.of(3, 32), 600, 1e-5f, 10_000, 12, 0.9f, 0.5f, 64, true);

    /// The published checkpoints have 2 724 880 896 and 3 434 965 792 parameters.
    @ParameterizedTest
    @CsvSource({"MINICPM_2B, 2724880896", "MINICPM_V_2, 3434965792"})
    void hasTheShapesOfTheRealOne(SyntheticShape shape, long parameters) {
        // given
        try (var weights = SyntheticModel.of(shape, DType.Q4_0).weights()) {
            // when
            long elements = weights.names().stream()
                    .mapToLong(name -> weights.dimensions(name).stream().reduce(1L, Math::multiplyExact))
                    .sum();

            // then
            assertThat(elements).isEqualTo(parameters);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F16", "BF16", "Q8_0", "Q4_0"})
    void keepsActivationsFinite(DType type) {
        // given
        SyntheticModel model = SyntheticModel.text(SMALL, type);
        var opening = new ModelOpening(
                "random", OpenOptions.DEFAULT, Backends.choose("cpu"), new OpenReport(OpenListener.NONE));

        // when
        try (OpenedModel opened = opening.open(model.parts()).model()) {
            var prompt = new Prompt(List.of(new PromptPart.Tokens(1, 300, 400, 500)));
            float[] logits = Objects.requireNonNull(
                    new Generator(opened.language(), model.parts().prompts())
                            .trace(prompt, name -> false, 1, 1, new Cancellation())
                            .arrays()
                            .get("first_logits"));

            // then
            double energy = 0;
            for (float logit : logits) {
                energy += (double) logit * logit;
            }
            assertThat(Math.sqrt(energy / logits.length)).isBetween(0.01, 10.0);
        }
    }

    @Test
    void drawsNumbersOfTheUsualSize() {
        // given
        var ref = WeightRef.matrix("some", 300, 320);
        try (var weights = new SyntheticWeights().random("some", DType.F32, 300, 320)) {
            // when
            float[] elements = weights.bytes(ref).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);

            // then
            double sum = 0;
            double squares = 0;
            for (float element : elements) {
                sum += element;
                squares += element * element;
            }
            assertThat(sum / elements.length).isEqualTo(0, within(2e-3));
            assertThat(Math.sqrt(squares / elements.length)).isEqualTo(0.02, within(1e-3));
        }
    }

    @Test
    void givesTheSameRowsAgainAfterTheyWereReleased() {
        // given
        var ref = WeightRef.matrix("some", 4, 64);
        try (var weights = new SyntheticWeights().random("some", DType.Q4_0, 4, 64)) {
            MemorySegment first = weights.bytes(ref);
            byte[] before = first.toArray(ValueLayout.JAVA_BYTE);

            // when
            weights.release(ref);

            // then
            assertThat(first.scope().isAlive()).isFalse();
            assertThat(weights.bytes(ref).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(before);
        }
    }
}
