package dev.tuwen.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.generate.EmbeddingRows;
import dev.tuwen.generate.Generator;
import dev.tuwen.generate.Prompt;
import dev.tuwen.testkit.GoldenFile;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.testkit.Tolerances;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Every checkpoint from token ids, and golden image features where there are any, to logits and greedy tokens.
class GreedyGoldenTest {
    private static final double BOUND = 1e-4;

    /// The residual stream reaches values near 100, whose rounding alone exceeds the bound: a run of the reference in
    /// double precision differs from its own float32 run by up to 2.5e-4 there, that is 3.4e-6 of the largest value.
    private static final double RELATIVE_BOUND = 5e-6;

    static Stream<Arguments> everyModel() {
        return Stream.of("text", "text_gguf", "text_torch", "text_gptq", "v1", "v2", "v2_torch")
                .flatMap(model -> Stream.of(GoldenModel.On.values()).map(on -> Arguments.of(model, on)));
    }

    @ParameterizedTest
    @MethodSource("everyModel")
    void computesWhatTheReferenceComputes(String name, GoldenModel.On on) {
        try (GoldenModel golden = GoldenModel.open(name, on)) {
            var generator = new Generator(golden.model, golden.encoder);
            for (JsonNode run : golden.runs()) {
                int compared = 0;
                var prompt =
                        new Prompt(golden.encoder.insert(GoldenFile.integers(run.get("ids")), features(golden, run)));

                Generator.Trace plain = generator.trace(prompt, probe -> true, 32, 1, new Cancellation());
                Generator.Trace penalised = generator.trace(
                        prompt, probe -> false, 32, (float) run.get("penalty").asDouble(), new Cancellation());

                assertThat(plain.tokens()).isEqualTo(list(run.get("greedy")));
                assertThat(penalised.tokens()).isEqualTo(list(run.get("greedy_with_penalty")));
                for (String array : plain.arrays().keySet()) {
                    String stored = run.get("name").asString() + "." + array;
                    if (!golden.hasArray(stored)) {
                        continue;
                    }
                    compared++;
                    EmbeddingRows expected = golden.array(stored);
                    assertThat(largestDifference(
                                    Objects.requireNonNull(plain.arrays().get(array)), expected.values()))
                            .as(stored)
                            .isLessThan(Math.max(BOUND, RELATIVE_BOUND * largest(expected.values())));
                }
                assertThat(compared).as("arrays of " + run.get("name")).isPositive();
            }
        }
    }

    /// In four bits, whose only error is that of activations in eight. The model's weights are random and drawn large,
    /// so that little moves its logits far; as converted to `Q4_0` it is off by a quarter.
    @Test
    void computesWithGroupsOfGptqAsTheyAre() {
        try (GoldenModel golden = GoldenModel.asStored("text_gptq", GoldenFolder.of("text_gptq"))) {
            var generator = new Generator(golden.model, golden.encoder);
            for (JsonNode run : golden.runs()) {
                assertThat(firstLogitsError(golden, generator, run))
                        .as(run.get("name").asString())
                        .isBetween(1e-7, 1e-2);
            }
        }
    }

    /// Squares of the difference of the first token's logits from the reference's, of those of the reference.
    static double firstLogitsError(GoldenModel golden, Generator generator, JsonNode run) {
        var prompt = new Prompt(golden.encoder.insert(GoldenFile.integers(run.get("ids")), features(golden, run)));
        Generator.Trace trace = generator.trace(prompt, probe -> true, 1, 1, new Cancellation());
        float[] expected =
                golden.array(run.get("name").asString() + ".first_logits").values();
        return Tolerances.normalizedError(
                expected, Objects.requireNonNull(trace.arrays().get("first_logits"), "logits"));
    }

    static List<EmbeddingRows> features(GoldenModel golden, JsonNode run) {
        if (!run.has("pictures")) {
            return List.of();
        }
        EmbeddingRows all = golden.array(run.get("name").asString() + ".features");
        int hidden = golden.model.config().hiddenSize();
        int queries = all.columns() / hidden;
        var features = new ArrayList<EmbeddingRows>();
        for (int picture = 0; picture < all.rows(); picture++) {
            int from = picture * all.columns();
            features.add(
                    new EmbeddingRows(Arrays.copyOfRange(all.values(), from, from + all.columns()), queries, hidden));
        }
        return features;
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

    static List<Integer> list(JsonNode array) {
        var values = new ArrayList<Integer>();
        array.forEach(value -> values.add(value.asInt()));
        return values;
    }
}
