package dev.tuwen.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.generate.EmbeddingRows;
import dev.tuwen.generate.Generator;
import dev.tuwen.generate.Prompt;
import dev.tuwen.generate.PromptPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The text checkpoints from token ids to logits and greedy tokens.
class GreedyGoldenTest {
    private static final double BOUND = 1e-4;

    /// The residual stream reaches values near 100, whose rounding alone exceeds the bound: a run of the reference in
    /// double precision differs from its own float32 run by up to 2.5e-4 there, that is 3.4e-6 of the largest value.
    private static final double RELATIVE_BOUND = 5e-6;

    static Stream<Arguments> everyTextRun() {
        return Stream.of("text", "text_gptq")
                .flatMap(model -> Stream.of(GoldenModel.On.values()).map(on -> Arguments.of(model, on)));
    }

    @ParameterizedTest
    @MethodSource("everyTextRun")
    void computesWhatTheReferenceComputes(String name, GoldenModel.On on) {
        try (GoldenModel golden = GoldenModel.open(name, on)) {
            var generator = new Generator(golden.model, golden.encoder);
            for (JsonNode run : golden.runs()) {
                var prompt = new Prompt(List.of(new PromptPart.Tokens(ints(run.get("ids")))));

                Generator.Trace plain = generator.trace(prompt, probe -> true, 32, 1, new Cancellation());
                Generator.Trace penalised = generator.trace(
                        prompt, probe -> false, 32, (float) run.get("penalty").asDouble(), new Cancellation());

                assertThat(plain.tokens()).isEqualTo(list(run.get("greedy")));
                assertThat(penalised.tokens()).isEqualTo(list(run.get("greedy_with_penalty")));
                for (String array : plain.arrays().keySet()) {
                    String stored = run.get("name").asString() + "." + array;
                    EmbeddingRows expected = golden.array(stored);
                    assertThat(largestDifference(
                                    Objects.requireNonNull(plain.arrays().get(array)), expected.values()))
                            .as(stored)
                            .isLessThan(Math.max(BOUND, RELATIVE_BOUND * largest(expected.values())));
                }
                assertThat(plain.arrays().keySet())
                        .contains("embeds", "layer0", "final_norm", "first_logits")
                        .hasSize(3 + golden.model.config().layerCount());
            }
        }
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    static double largestDifference(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs((double) actual[i] - expected[i]);
            largest = Double.isNaN(difference) ? Double.NaN : Math.max(largest, difference);
        }
        return largest;
    }

    static int[] ints(JsonNode array) {
        return list(array).stream().mapToInt(Integer::intValue).toArray();
    }

    static List<Integer> list(JsonNode array) {
        var values = new ArrayList<Integer>();
        array.forEach(value -> values.add(value.asInt()));
        return values;
    }
}
