package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.family.Checkpoint;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.testkit.GgufCheckpoint;
import dev.tuwen.testkit.GoldenFile;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import java.nio.file.Path;
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
    void asksForTheVisionEncoder() {
        // given
        writeV2(false);

        // when
        Session session = Session.of("ask", "--model", folder.resolve("v2.gguf").toString(), "--image", SQUARE, "?");

        // then
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.out()).isEmpty();
        assertThat(session.err())
                .hasLineCount(1)
                .contains(
                        "expected the vision encoder in a file beside this one, such as 'mmproj-v2.gguf', found none");
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
    void tracesTheTokensOfTheReference() throws java.io.IOException {
        // given
        JsonNode run = GoldenFile.runs("text").get(0);
        String ids = run.get("ids").toString().replaceAll("[\\[\\] ]", "");

        // when
        Session session = Session.of("trace", "--model", TEXT, "--tokens", ids, "--out", folder.toString());

        // then
        assertThat(session.code()).isZero();
        assertThat(JSON.readTree(java.nio.file.Files.readString(folder.resolve("trace.json")))
                        .toString())
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
