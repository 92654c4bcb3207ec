package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.family.Checkpoint;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.testkit.GgufCheckpoint;
import dev.tuwen.testkit.GoldenFile;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// GGUF files wherever a model can be named, and the command that measures.
final class GgufCommandsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TEXT =
            GoldenFolder.of("text_gguf").resolve("text-f16.gguf").toString();
    private static final String SQUARE =
            GoldenFolder.of("images").resolve("square.png").toString();

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void seesWithTheFileBesideTheDecoder() {
        // given
        writeV2(true);

        // when
        Session session = Session.of(
                "ask",
                "--model",
                folder.resolve("v2.gguf").toString(),
                "--image",
                SQUARE,
                "--temperature",
                "0",
                "--repetition-penalty",
                "1",
                "--weights",
                "f32",
                "--max-tokens",
                "32",
                "What is in the image?");

        // then
        assertThat(session.out())
                .isEqualTo(GoldenFile.runs("v2").get(0).get("answer").asString() + "\n");
        assertThat(session.code()).isZero();
    }

    @Test
    void answersTextWithoutTheVisionEncoder() {
        // given
        writeV2(false);
        String folderOfV2 = GoldenFolder.of("v2").toString();
        List<String> options = List.of("--weights", "f32", "--temperature", "0", "--max-tokens", "8", "Which?");

        // when
        Session alone = ask(folder.resolve("v2.gguf").toString(), options);

        // then
        assertThat(alone.code()).isZero();
        assertThat(alone.out()).isEqualTo(ask(folderOfV2, options).out()).isNotBlank();
    }

    @Test
    void asksForTheVisionEncoderByNameOnlyForAPicture() {
        // given
        writeV2(false);
        String model = folder.resolve("v2.gguf").toString();
        String out = folder.resolve("out").toString();

        for (List<String> command : List.of(
                List.of("ask", "--model", model, "--image", SQUARE, "?"),
                List.of("trace", "--model", model, "--image", SQUARE, "--prompt", "?", "--out", out),
                List.of("bench", "--model", model, "--image", "1"))) {
            // when
            Session session = Session.of(command.toArray(String[]::new));

            // then
            assertThat(session.code()).isEqualTo(2);
            assertThat(session.out()).isEmpty();
            assertThat(session.err())
                    .hasLineCount(1)
                    .contains("put the model's mmproj file, such as 'mmproj-v2.gguf', into the same folder");
        }
    }

    @Test
    void tracesAndMeasuresADecoderAlone() throws IOException {
        // given
        writeV2(false);
        String model = folder.resolve("v2.gguf").toString();
        String marked = "<用户><image><unk></image>?<AI>";

        // when
        Session trace = Session.of("trace", "--model", model, "--prompt", marked, "--out", folder.toString());
        Session bench = Session.of("bench", "--model", model, "--prompt", "8", "--generate", "2", "--json");

        // then
        JsonNode traced = JSON.readTree(Files.readString(folder.resolve("trace.json")));
        assertThat(trace.code()).isZero();
        assertThat(traced.get("image_bounds").size()).isEqualTo(1);
        assertThat(traced.has("answer")).isTrue();
        assertThat(bench.code()).isZero();
        assertThat(JSON.readTree(bench.out()).get("vision").isNull()).isTrue();
    }

    private static Session ask(String model, List<String> options) {
        var arguments = new ArrayList<>(List.of("ask", "--model", model));
        arguments.addAll(options);
        return Session.of(arguments.toArray(String[]::new));
    }

    @Test
    void encodesWithTheVocabularyOfTheFile() {
        // when
        Session session = Session.withInput("[\"What is this?\", \"图中有什么\"]", "tokenize", "--model", TEXT);

        // then
        String expected = Session.withInput(
                        "[\"What is this?\", \"图中有什么\"]",
                        "tokenize",
                        "--model",
                        GoldenFolder.of("text").toString())
                .out();
        assertThat(session.out()).isEqualTo(expected).startsWith("[[");
    }

    @Test
    void tracesTheTokensOfTheReference() throws IOException {
        // given
        JsonNode run = GoldenFile.runs("text").get(0);
        String ids = run.get("ids").toString().replaceAll("[\\[\\] ]", "");

        // when
        Session session = Session.of("trace", "--model", TEXT, "--tokens", ids, "--out", folder.toString());

        // then
        assertThat(session.code()).isZero();
        assertThat(JSON.readTree(Files.readString(folder.resolve("trace.json"))).toString())
                .contains(run.get("greedy").toString());
    }

    @Test
    void measuresAGgufFile() {
        // when
        Session session = Session.of(
                "bench",
                "--model",
                TEXT,
                "--threads",
                "1",
                "--prompt",
                "8",
                "--prompt",
                "20",
                "--generate",
                "4",
                "--json");

        // then
        JsonNode object = JSON.readTree(session.out());
        assertThat(session.code()).isZero();
        assertThat(object.propertyNames())
                .containsExactly(
                        "device",
                        "threads",
                        "model",
                        "loadSeconds",
                        "prefill",
                        "decode",
                        "decodeSampled",
                        "vision",
                        "firstAnswer",
                        "residentBytes",
                        "machine");
        assertThat(object.get("model").asString()).isEqualTo("text-f16.gguf, F16");
        assertThat(object.get("threads").asInt()).isEqualTo(1);
        assertThat(object.get("prefill").get(1).get("tokens").asInt()).isEqualTo(20);
        for (String path : List.of(
                "/loadSeconds",
                "/prefill/0/tokensPerSecond",
                "/decode/tokensPerSecond",
                "/decode/gigabytesPerSecond",
                "/decodeSampled/tokensPerSecond",
                "/firstAnswer/secondsToFirstToken",
                "/firstAnswer/tokensPerSecond",
                "/machine/readGigabytesPerSecond",
                "/machine/fp32Gmacs")) {
            assertThat(object.at(path).propertyNames()).as(path).containsExactly("median", "min", "max");
            assertThat(object.at(path + "/median").asDouble()).as(path).isPositive();
        }
        assertThat(object.get("vision").isNull()).isTrue();
    }

    @Test
    void saysWhichTypesCanBeMeasured() {
        // when
        Session session = Session.of("bench", "--synthetic", "minicpm-2b", "--type", "q3");

        // then
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).hasLineCount(1).contains("'q3' is none of q4_0, q8_0, bf16");
    }

    private void writeV2(boolean withMmproj) {
        try (Checkpoint files = KnownFamilies.ALL.open(GoldenFolder.of("v2"))) {
            GgufCheckpoint.decoder(files.decoder(), files.weights(), (SentencePieceTokenizer) files.tokenizer())
                    .writeTo(folder.resolve("v2.gguf"));
            if (withMmproj) {
                var vision = files.vision().orElseThrow();
                GgufCheckpoint.mmproj(files.weights(), vision.sliceSide(), vision.patchSize(), vision.headCount(), 2)
                        .writeTo(folder.resolve("mmproj-v2.gguf"));
            }
        }
    }
}
