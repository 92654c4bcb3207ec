package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.testkit.GoldenFile;
import dev.tuwen.testkit.GoldenFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every command in process, with the tiny golden models.
final class CommandLineTest {
    private static final String V2 = GoldenFolder.of("v2").toString();
    private static final String SQUARE =
            GoldenFolder.of("images").resolve("square.png").toString();
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void endsAnAnswerWhereTheModelsFilesSay(@TempDir Path folder) throws IOException {
        // given
        for (String name : List.of("config.json", "model.safetensors", "tokenizer.model", "tokenizer_config.json")) {
            Files.copy(Path.of(V2).resolve(name), folder.resolve(name));
        }
        Files.writeString(folder.resolve("generation_config.json"), "{\"do_sample\": false, \"max_new_tokens\": 3}");

        // when
        Session unsaid = Session.of("ask", "--model", folder.toString(), "--json", "?");
        Session said = Session.of("ask", "--model", folder.toString(), "--json", "--max-tokens", "5", "?");

        // then
        assertThat(JSON.readTree(unsaid.out()).get("answer_tokens").asInt()).isEqualTo(3);
        assertThat(JSON.readTree(said.out()).get("answer_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void printsTheAnswerAndNothingElse() {
        // when
        Session session = Session.of(
                "ask",
                "--model",
                V2,
                "--image",
                SQUARE,
                "--temperature",
                "0",
                "--repetition-penalty",
                "1",
                "--max-tokens",
                "32",
                "What is in the image?");

        // then
        assertThat(session.code()).isZero();
        assertThat(session.out())
                .isEqualTo(GoldenFile.runs("v2").get(0).get("answer").asString() + "\n");
        assertThat(session.err())
                .isEqualTo("tuwen: the answer was cut at the longest length; --max-tokens allows more\n");
    }

    @Test
    void printsOneJsonObjectWhenAskedTo() {
        // when
        Session session = Session.of(
                "ask",
                "--model",
                V2,
                "--image",
                SQUARE,
                "--seed",
                "5",
                "--max-tokens",
                "4",
                "--weights",
                "q8_0",
                "--cache",
                "q8_0",
                "--json",
                "图里有什么?");

        // then
        JsonNode object = JSON.readTree(session.out());
        assertThat(session.out().lines()).hasSize(1);
        assertThat(object.get("seed").asLong()).isEqualTo(5);
        assertThat(object.get("answer_tokens").asInt()).isEqualTo(4);
        assertThat(object.get("stop_reason").asString()).isEqualTo("length");
        assertThat(object.get("weights").asString()).isEqualTo("Q8_0");
        assertThat(object.get("model").asString()).isEqualTo("v2");
        assertThat(object.get("answer").isString()).isTrue();
    }

    @Test
    void repeatsAnAnswerBySeed() {
        // given
        String[] call = {
            "ask", "--model", V2, "--temperature", "3", "--top-p", "1", "--seed", "7", "--max-tokens", "12", "?"
        };

        // then
        assertThat(Session.of(call).out()).isEqualTo(Session.of(call).out());
    }

    @Test
    void endsTheLineOfAPromptThatNobodyAnswers() {
        // when
        Session left = Session.onTerminal("chat", "--model", V2);

        // then
        assertThat(left.err()).endsWith("> \n");
        assertThat(left.code()).isZero();
    }

    @Test
    void showsProgressToAPersonOnlyAndTakesItAway() {
        // when
        Session seen = Session.onTerminal("ask", "--model", V2, "--image", SQUARE, "--max-tokens", "2", "?");

        // then
        assertThat(seen.err()).contains("packing weights", "looking at picture", "reading …");
        assertThat(seen.err()).contains("\r\u001b[Ktuwen: the answer was cut");
        assertThat(seen.out()).doesNotContain("looking");
    }

    @Test
    void endsQuietlyWhenNobodyReads() {
        // when
        Session session = Session.withoutReader("ask", "--model", V2, "--max-tokens", "8", "?");

        // then
        assertThat(session.code()).isZero();
        assertThat(session.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ask --modle x hi | unknown option '--modle'; did you mean '--model'?",
                "ask --sede=3 hi | unknown option '--sede'; did you mean '--seed'?",
                "aks hi | unknown command 'aks'; did you mean 'ask'?",
                "tokenise | unknown command 'tokenise'; did you mean 'tokenize'?",
                "ask | missing QUESTION; 'tuwen ask --help' shows how",
                "trace --model x | missing '--out'; 'tuwen trace --help' shows how",
                "ask --seed one hi | invalid value for option '--seed'",
                "ask --temperature -1 hi | invalid value for option '--temperature'",
                "ask --max-tokens 0 hi | invalid value for option '--max-tokens'",
                "ask --device gpu hi | 'gpu' is no device",
                "ask --device cuda --model MODEL hi | cuda",
                "ask --weights q5 hi | 'q5' is none of auto, f32, bf16, q8_0, q4_0",
                "ask --cache q4_0 hi | 'q4_0' is none of auto, f16, q8_0",
                "bench --cache q4_0 | 'q4_0' is none of auto, f16, q8_0",
                "ask --model /no/such/model hi | no model '/no/such/model'",
                "ask --image /no/such/picture.png hi | there is no file '/no/such/picture.png'",
                "trace --model MODEL --out OUT --prompt a --tokens 1 | mutually exclusive",
                "trace --model MODEL --out OUT --tokens 1,x | 'x' is no whole number",
                "trace --model MODEL --out OUT --tokens 1,99999 | outside the vocabulary",
                "tokenize --model /no/such/model | no model '/no/such/model'",
            })
    void answersAMistakeWithOneSentence(String call, String sentence, @TempDir Path out) {
        // when
        Session session = Session.of(
                call.replace("MODEL", V2).replace("OUT", out.toString()).split(" "));

        // then
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).startsWith("tuwen: ").contains(sentence).endsWith("\n");
        assertThat(session.err().lines()).hasSize(1);
        assertThat(session.out()).isEmpty();
    }

    @Test
    void saysThatATextModelSeesNothing() {
        // when
        Session session = Session.of("ask", "--model", GoldenFolder.of("text").toString(), "--image", SQUARE, "hi");

        // then
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).contains("reads text only");
    }

    @Test
    void namesTheFileThatIsNoPicture(@TempDir Path folder) throws IOException {
        // given
        Path file = Files.writeString(folder.resolve("图.png"), "not a picture");

        // when
        Session session = Session.of("ask", "--image", file.toString(), "hi");

        // then
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).contains("图.png").contains("not a picture");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ask", "chat", "doctor", "eval-demo", "tokenize", "trace"})
    void helpsWithEveryCommand(String command) {
        // when
        Session session = command.isEmpty() ? Session.of("--help") : Session.of(command, "--help");

        // then
        assertThat(session.code()).isZero();
        assertThat(session.out()).startsWith("Usage: tuwen");
        assertThat(session.err()).isEmpty();
    }

    @Test
    void knowsItsVersion() {
        // when
        Session session = Session.of("--version");

        // then
        assertThat(session.code()).isZero();
        assertThat(session.out().strip()).matches("tuwen \\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void talksInSeveralTurns() {
        // when
        Session session = Session.withInput(
                "/image " + SQUARE + "\nWhat?\n\nAnd now?\n/again\n/new\nHello\n/quit\nnever asked\n",
                "chat",
                "--model",
                V2,
                "--max-tokens",
                "3",
                "--temperature",
                "0");

        // then
        assertThat(session.code()).isZero();
        assertThat(session.err().lines().filter(line -> line.contains("the answer was cut")))
                .hasSize(4);
    }

    @Test
    void goesOnAfterAMistakeInAChatAndTellsItAtTheEnd() {
        // when
        Session session = Session.withInput(
                "/image /no/such/file.png\n/imag x\n/agian\n/image\nHello\n",
                "chat",
                "--model",
                V2,
                "--max-tokens",
                "2");

        // then
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err())
                .contains(
                        "there is no file '/no/such/file.png'",
                        "did you mean '/image'",
                        "did you mean '/again'",
                        "needs the name of a file");
        assertThat(session.out()).isNotEmpty();
    }

    static List<String> models() {
        return List.of("text", "v1", "v2");
    }

    @ParameterizedTest
    @MethodSource("models")
    void tokenisesBothWays(String model) {
        // given
        var texts = new ArrayList<String>();
        var ids = new ArrayList<JsonNode>();
        var decoded = new ArrayList<String>();
        var allIds = new ArrayList<JsonNode>();
        for (JsonNode entry : GoldenFile.json(GoldenFolder.of(model).resolve("tokens.json"))) {
            if (entry.get("text").isString()) {
                texts.add(entry.get("text").asString());
                ids.add(entry.get("ids"));
            }
            allIds.add(entry.get("ids"));
            decoded.add(entry.get("decoded").asString());
        }
        String folder = GoldenFolder.of(model).toString();

        // when
        Session encode = Session.withInput(JSON.writeValueAsString(texts), "tokenize", "--model", folder);
        Session decode = Session.withInput(JSON.writeValueAsString(allIds), "tokenize", "--decode", "--model", folder);

        // then
        assertThat(encode.err() + decode.err()).isEmpty();
        assertThat(JSON.readTree(encode.out())).containsExactlyElementsOf(ids);
        assertThat(JSON.readTree(decode.out())).extracting(JsonNode::asString).containsExactlyElementsOf(decoded);
    }

    @Test
    void tokenisesWithTheTokenizersFilesAlone(@TempDir Path folder) throws IOException {
        // given
        for (String file : List.of("tokenizer.model", "tokenizer_config.json")) {
            Files.copy(GoldenFolder.of("v2").resolve(file), folder.resolve(file));
        }

        // then
        assertThat(Session.withInput("[\"<image>\"]", "tokenize", "--model", folder.toString())
                        .out())
                .isEqualTo("[[101]]\n");
        assertThat(Session.withInput(
                                "[\"<image>\"]",
                                "tokenize",
                                "--model",
                                folder.resolve("tokenizer.model").toString())
                        .out())
                .isEqualTo("[[101]]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "{}", "[1]", "[\"a\"", "[null]"})
    void refusesWhatIsNoListOfTexts(String input) {
        // when
        Session session = Session.withInput(input, "tokenize", "--model", V2);

        // then
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).contains("standard input");
        assertThat(session.err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[680]]", "[[-1]]", "[[1.5]]", "[[99999999999]]", "[\"a\"]", "[[\"a\"]]"})
    void refusesWhatAreNoIds(String input) {
        assertThat(Session.withInput(input, "tokenize", "--decode", "--model", V2)
                        .code())
                .isEqualTo(2);
    }

    @Test
    void tracesADialogueFromAFile(@TempDir Path folder) throws IOException {
        // given
        JsonNode run = GoldenFile.runs("v2").get(4);
        Path messages =
                Files.writeString(folder.resolve("messages.json"), JSON.writeValueAsString(run.get("messages")));
        Path out = folder.resolve("new/out");

        // when
        Session session = Session.of(
                "trace",
                "--model",
                V2,
                "--image",
                GoldenFolder.of("images").resolve("tiny.png").toString(),
                "--messages",
                messages.toString(),
                "--penalty",
                "1.05",
                "--out",
                out.toString());

        // then
        assertThat(session.code()).as(session.err()).isZero();
        JsonNode trace = GoldenFile.json(out.resolve("trace.json"));
        assertThat(trace.get("ids")).isEqualTo(run.get("ids"));
        assertThat(trace.get("greedy")).isEqualTo(run.get("greedy_with_penalty"));
        assertThat(out.resolve("trace.safetensors")).isNotEmptyFile();
        try (var files = Files.list(out)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void refusesMessagesThatAreNone(@TempDir Path folder) throws IOException {
        for (String content : List.of("", "[]", "{}", "[{\"role\": \"user\"}]", "[1]")) {
            Path messages = Files.writeString(folder.resolve("messages.json"), content);
            assertThat(Session.of("trace", "--model", V2, "--messages", messages.toString(), "--out", folder.toString())
                            .code())
                    .isEqualTo(2);
        }
    }

    @Test
    void examinesTheMachine() {
        // when
        Session text = Session.of("doctor");
        JsonNode json = JSON.readTree(Session.of("doctor", "--json").out());

        // then
        assertThat(text.out()).contains("Java", "Processor", "Memory", "cpu", "Fonts");
        assertThat(json.get("processor_count").asInt()).isPositive();
        assertThat(json.get("free_memory_bytes").asLong()).isPositive();
        assertThat(json.get("backends").get(0).get("id").isString()).isTrue();
        assertThat(json.get("chosen_backend").asString()).isNotEqualTo("none");
    }

    @Test
    void testsEveryDeviceWithKnownPictures() {
        // when
        Session text = Session.of("doctor", "--self-test");
        JsonNode json =
                JSON.readTree(Session.of("doctor", "--self-test", "--json").out());

        // then
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out()).contains("cpu, 6 of 6 known pictures answered right");
        assertThat(json.get("self_test").get("cpu").get("right").asInt()).isEqualTo(6);
    }

    @Test
    void evaluatesTheDemoModel() {
        // when
        Session session = Session.of("eval-demo", "--limit", "6", "--json");

        // then
        assertThat(session.code()).as(session.err()).isZero();
        JsonNode result = JSON.readTree(session.out());
        assertThat(result.get("questions").asInt()).isEqualTo(6);
        assertThat(result.get("accuracy").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void readsArgumentsThatTheLocaleGarbled() {
        // given
        var parts = Arguments.endedByNul(
                "java\0-m\0main\0ask\0\0图?\0".getBytes(StandardCharsets.UTF_8), StandardCharsets.US_ASCII);

        // then
        assertThat(parts).containsExactly("java", "-m", "main", "ask", "", "图?");
        assertThat(Arguments.last(parts, new String[] {"ask", "", "\ufffd\ufffd\ufffd?"}))
                .containsExactly("ask", "", "图?");
        assertThat(Arguments.last(parts, new String[] {"ask", "", "??"})).containsExactly("ask", "", "图?");
        assertThat(Arguments.last(parts, new String[] {"chat", "", "\ufffd"})).containsExactly("chat", "", "\ufffd");
        assertThat(Arguments.last(List.of(), new String[] {"?"})).containsExactly("?");
    }
}
