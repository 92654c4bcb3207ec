package dev.tuwen.assistant.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.model.PicturesNotSupportedException;
import dev.tuwen.testkit.GoldenFile;
import dev.tuwen.testkit.GoldenFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The whole line against what the reference computed: every run of every golden model.
final class TraceWriterTest {
    private static final List<String> MODELS = List.of("text", "text_gptq", "v1", "v2");

    /// Largest difference, absolute for numbers of the size of one.
    private static final double BOUND = 1e-4;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path out;

    static Stream<Arguments> runs() {
        var runs = new ArrayList<Arguments>();
        for (String model : MODELS) {
            for (JsonNode run : GoldenFile.runs(model)) {
                runs.add(Arguments.of(model, run.get("name").asString(), run));
            }
        }
        return runs.stream();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("runs")
    void equalsTheReference(String model, String name, JsonNode run) {
        // when
        trace(model, run, 1);

        // then
        JsonNode trace = GoldenFile.json(out.resolve(TraceWriter.JSON));
        for (String key :
                List.of("prompt", "ids", "image_bounds", "pictures", "plan", "greedy", "greedy_text", "answer")) {
            if (run.has(key)) {
                assertThat(trace.path(key)).as(key).isEqualTo(run.get(key));
            } else if (!key.equals("greedy_text")) {
                assertThat(trace.has(key)).as("there is no %s here", key).isFalse();
            }
        }
        assertArrays(model, name);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("runs")
    void penalisesAsTheReferenceDoes(String model, String name, JsonNode run) {
        // when
        trace(model, run, (float) run.get("penalty").asDouble());

        // then
        JsonNode trace = GoldenFile.json(out.resolve(TraceWriter.JSON));
        assertThat(trace.get("greedy")).as(name).isEqualTo(run.get("greedy_with_penalty"));
    }

    @Test
    void takesAWholePromptOrTokensForTheSame() {
        // given
        JsonNode run = run("v2", "landscape_cut");
        Optional<Path> image = Optional.of(image(run));

        // when
        write("v2", image, new TracePrompt.Whole(run.get("prompt").asString()), 8, out.resolve("prompt"));
        var ids = new ArrayList<Integer>();
        run.get("ids").forEach(id -> ids.add(id.asInt()));
        write("v2", image, new TracePrompt.Tokens(ids), 8, out.resolve("tokens"));

        // then
        JsonNode byPrompt = GoldenFile.json(out.resolve("prompt").resolve(TraceWriter.JSON));
        JsonNode byTokens = GoldenFile.json(out.resolve("tokens").resolve(TraceWriter.JSON));
        assertThat(byPrompt.get("ids")).isEqualTo(run.get("ids"));
        assertThat(byPrompt.get("image_bounds")).isEqualTo(run.get("image_bounds"));
        assertThat(byTokens.get("greedy")).isEqualTo(byPrompt.get("greedy"));
        assertThat(byTokens.has("prompt")).isFalse();
        for (int i = 0; i < 8; i++) {
            assertThat(byTokens.get("greedy").get(i))
                    .isEqualTo(run.get("greedy").get(i));
        }
    }

    @Test
    void hasEveryStageOfEveryPicture() {
        // when
        trace("v2", run("v2", "landscape_cut"), 1);

        // then
        GoldenFile arrays = GoldenFile.read(out.resolve(TraceWriter.ARRAYS));
        for (int k = 0; k < 4; k++) {
            for (String stage : List.of(
                    "vit",
                    "vit_positions",
                    "vit_embed",
                    "vit_block0",
                    "vit_block1",
                    "resampler_key_positions",
                    "resampler_attention")) {
                assertThat(arrays.names()).contains("picture" + k + "." + stage);
            }
        }
        assertThat(arrays.names())
                .contains("features", "embeds", "layer0", "layer1", "final_norm", "last_hidden", "first_logits")
                .doesNotContain("picture4.vit");
        assertThat(arrays.array("features").dimensions()).containsExactly(4, 4, 256);
    }

    @Test
    void saysWhatDoesNotFitTogether() {
        Optional<Path> picture = Optional.of(GoldenFolder.of("images").resolve("square.png"));
        var prompt = new TracePrompt.Whole("<用户><image><unk></image>\n?<AI>");

        assertThatThrownBy(() -> write("v2", picture, new TracePrompt.Whole("no place"), 1, out))
                .isInstanceOf(TraceMistakeException.class)
                .hasMessageContaining("the prompt has 0 image starts and 0 image ends");
        assertThatThrownBy(() -> write("v2", picture, prompt, 1, out))
                .isInstanceOf(TraceMistakeException.class)
                .hasMessageContaining("expected 4 of them");
        assertThatThrownBy(() -> write("v2", Optional.empty(), new TracePrompt.Tokens(List.of(680)), 1, out))
                .isInstanceOf(TraceMistakeException.class)
                .hasMessageContaining("outside the vocabulary");
        assertThatThrownBy(() -> write("v2", Optional.empty(), new TracePrompt.Tokens(List.of()), 1, out))
                .isInstanceOf(TraceMistakeException.class);
        assertThatThrownBy(() -> write("v2", Optional.empty(), new TracePrompt.Whole("x"), 3000, out))
                .isInstanceOf(TraceMistakeException.class)
                .hasMessageContaining("2048");
        assertThatThrownBy(() -> write("text", picture, new TracePrompt.Whole("x"), 1, out))
                .isInstanceOf(PicturesNotSupportedException.class);
    }

    @Test
    void saysWhichTensorIsMissing() throws IOException {
        // given
        Path folder = Files.createDirectories(out.resolve("model"));
        for (String name : List.of("config.json", "tokenizer.model", "tokenizer_config.json", "model.safetensors")) {
            Files.copy(GoldenFolder.of("text").resolve(name), folder.resolve(name));
        }
        Path weights = folder.resolve("model.safetensors");
        String bytes = Files.readString(weights, StandardCharsets.ISO_8859_1);
        Files.writeString(
                weights, bytes.replace("model.norm.weight", "norm.position_ids"), StandardCharsets.ISO_8859_1);

        // then
        assertThatThrownBy(() -> TraceWriter.write(
                        new TraceRequest(folder, Optional.empty(), new TracePrompt.Whole("x"), 1, 1, out, "cpu", 2),
                        new Cancellation()))
                .isInstanceOf(TraceMistakeException.class)
                .hasMessageContaining("does not fit together: no tensor 'model.norm.weight'");
    }

    private void trace(String model, JsonNode run, float penalty) {
        var messages = new ArrayList<TracePrompt.Message>();
        for (JsonNode message : run.get("messages")) {
            messages.add(new TracePrompt.Message(
                    message.get("role").asString(), message.get("content").asString()));
        }
        Optional<Path> image = run.path("image").isString() ? Optional.of(image(run)) : Optional.empty();
        TraceWriter.write(
                new TraceRequest(
                        GoldenFolder.of(model), image, new TracePrompt.Messages(messages), 32, penalty, out, "cpu", 2),
                new Cancellation());
    }

    private static void write(String model, Optional<Path> image, TracePrompt prompt, int count, Path out) {
        TraceWriter.write(
                new TraceRequest(GoldenFolder.of(model), image, prompt, count, 1, out, "cpu", 2), new Cancellation());
    }

    private static Path image(JsonNode run) {
        return GoldenFolder.of("images").resolve(run.get("image").asString());
    }

    private static JsonNode run(String model, String name) {
        for (JsonNode run : GoldenFile.runs(model)) {
            if (run.get("name").asString().equals(name)) {
                return run;
            }
        }
        throw new IllegalArgumentException("no run '" + name + "'");
    }

    private void assertArrays(String model, String name) {
        GoldenFile golden = GoldenFile.arrays(model);
        GoldenFile trace = GoldenFile.read(out.resolve(TraceWriter.ARRAYS));
        for (String array : golden.names()) {
            if (!array.startsWith(name + ".")) {
                continue;
            }
            GoldenFile.Array expected = golden.array(array);
            GoldenFile.Array actual = trace.array(array.substring(name.length() + 1));
            assertThat(actual.dimensions()).as(array).isEqualTo(expected.dimensions());
            GoldenFile.assertClose(array, expected, actual.elements(), BOUND * size(expected));
        }
    }

    /// The residual stream of the text models grows to a hundred; float32 itself is 1e-5 coarse there, and the
    /// reference's own numbers are up to 3e-4 away from those computed in float64.
    private static double size(GoldenFile.Array array) {
        double largest = 1;
        for (float element : array.elements()) {
            largest = Math.max(largest, Math.abs(element) / 16);
        }
        return largest;
    }
}
