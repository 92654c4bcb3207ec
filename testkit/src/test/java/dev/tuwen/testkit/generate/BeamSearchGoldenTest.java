package dev.tuwen.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.generate.GenerationResult;
import dev.tuwen.generate.Generator;
import dev.tuwen.generate.KvCache;
import dev.tuwen.generate.Prompt;
import dev.tuwen.generate.PromptPart;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.testkit.GoldenFile;
import dev.tuwen.testkit.GoldenFolder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Beam search against `beams/v1.json`: made with the decoder of the golden V 1.0 checkpoint as a Llama with its scales
/// folded into the weights, fed with the golden input embeddings, by the beam search of transformers 5.18 (torch 2.13,
/// float32).
class BeamSearchGoldenTest {
    @ParameterizedTest
    @EnumSource(GoldenModel.On.class)
    void findsTheHypothesisTheReferenceFinds(GoldenModel.On on) throws URISyntaxException {
        JsonNode cases = GoldenFile.json(Path.of(Objects.requireNonNull(GoldenFolder.class.getResource("beams/v1.json"))
                .toURI()));
        try (GoldenModel golden = GoldenModel.open("v1", on)) {
            for (JsonNode expected : cases) {
                var embeds = golden.array(expected.get("run").asString() + ".embeds");
                var prompt = new Prompt(List.of(new PromptPart.Embeddings(embeds)));
                int end = expected.get("end").asInt();
                var options = new SamplingOptions(
                        0,
                        0,
                        1,
                        (float) expected.get("penalty").asDouble(),
                        expected.get("beams").asInt(),
                        0);

                GenerationResult result;
                var texts = new ArrayList<String>();
                try (KvCache cache = golden.model.newCache()) {
                    result = new Generator(golden.model, golden.endingAt(end))
                            .generate(
                                    prompt,
                                    cache,
                                    options,
                                    expected.get("maxNewTokens").asInt(),
                                    event -> {
                                        if (event instanceof dev.tuwen.generate.GenerationEvent.TextDelta delta) {
                                            texts.add(delta.text());
                                        }
                                    },
                                    new Cancellation());
                }

                assertThat(result.tokens())
                        .as(expected.toString())
                        .isEqualTo(GreedyGoldenTest.list(expected.get("tokens")));
                assertThat(texts).as("the text shows at the end").containsExactly(result.text());
            }
        }
    }
}
