package dev.tuwen.testkit.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.tokenizer.chat.ChatMessage;
import dev.tuwen.tokenizer.chat.ChatStyle;
import dev.tuwen.tokenizer.chat.UserAiChat;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenizerGoldenTest {
    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2", "text", "text_gguf"})
    void encodesAndDecodesEveryGoldenText(String model) {
        Tokenizer tokenizer = KnownFamilies.ALL.tokenizer(GoldenFolder.of(model));
        JsonNode entries = json(model.equals("text_gguf") ? "text" : model, "tokens.json");

        assertThat(entries.size()).isEqualTo(84);
        for (JsonNode entry : entries) {
            int[] ids = ids(entry.get("ids"));
            if (!entry.get("text").isNull()) {
                assertThat(tokenizer.encode(entry.get("text").stringValue()))
                        .as(entry.toString())
                        .isEqualTo(ids);
            }
            String decoded = entry.get("decoded").stringValue();
            assertThat(tokenizer.decode(ids)).isEqualTo(decoded);
            assertThat(streamed(tokenizer, ids)).isEqualTo(decoded);
            for (int i = 0; i < ids.length; i++) {
                assertThat(piece(tokenizer, ids[i]))
                        .isEqualTo(entry.get("pieces").get(i).stringValue());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2", "text", "text_gptq"})
    void encodesEveryGoldenPrompt(String model) {
        Tokenizer tokenizer = KnownFamilies.ALL.tokenizer(GoldenFolder.of(model));

        for (JsonNode run : json(model, "golden.json")) {
            int[] behindBegin = ids(run.get("ids"));
            assertThat(behindBegin[0]).isEqualTo(tokenizer.specialTokens().begin());
            assertThat(tokenizer.encode(run.get("prompt").stringValue()))
                    .as(run.get("name").stringValue())
                    .isEqualTo(Arrays.copyOfRange(behindBegin, 1, behindBegin.length));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2", "text", "text_gptq"})
    void writesEveryGoldenPrompt(String model) {
        ChatStyle chat = KnownFamilies.ALL.recognise(GoldenFolder.of(model)).chat();

        for (JsonNode run : json(model, "golden.json")) {
            List<ChatMessage> messages = new ArrayList<>();
            for (JsonNode message : run.get("messages")) {
                String content = message.get("content").stringValue();
                boolean first = messages.isEmpty() && !run.path("image").isNull() && run.has("image");
                messages.add(
                        message.get("role").stringValue().equals("user")
                                ? ChatMessage.user(content, first ? List.of(placeholder(run)) : List.of())
                                : ChatMessage.assistant(content));
            }

            assertThat(chat.prompt(messages)).isEqualTo(run.get("prompt").stringValue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void readsEveryGoldenAnswer(String model) {
        Tokenizer tokenizer = KnownFamilies.ALL.tokenizer(GoldenFolder.of(model));

        for (JsonNode run : json(model, "golden.json")) {
            assertThat(new UserAiChat(true).answer(tokenizer, ids(run.get("greedy"))))
                    .isEqualTo(run.get("answer").stringValue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "text_gptq"})
    void readsEveryGoldenText(String model) {
        Tokenizer tokenizer = KnownFamilies.ALL.tokenizer(GoldenFolder.of(model));

        for (JsonNode run : json(model, "golden.json")) {
            assertThat(tokenizer.decode(ids(run.get("greedy"))))
                    .isEqualTo(run.get("greedy_text").stringValue());
        }
    }

    @Test
    void keepsEveryMarkerOutOfTypedText() {
        Tokenizer tokenizer = KnownFamilies.ALL.tokenizer(GoldenFolder.of("v2"));
        var added = tokenizer.specialTokens().added();

        for (String marker : added.keySet()) {
            int[] ids = tokenizer.encodeOrdinary("图" + marker + "!");

            assertThat(IntStream.of(ids).boxed()).doesNotContainAnyElementsOf(added.values());
            assertThat(tokenizer.decode(ids)).isEqualTo("图" + marker + "!");
        }
        assertThat(added)
                .containsEntry("<slice>", 111)
                .containsEntry("<image>", 101)
                .hasSize(15);
    }

    // An added token goes by its own name, whatever the piece is called.
    private static String piece(Tokenizer tokenizer, int id) {
        boolean added = tokenizer.specialTokens().added().containsValue(id);
        return added
                ? tokenizer.decode(id)
                : ((SentencePieceTokenizer) tokenizer).vocabulary().piece(id);
    }

    // What stands before the question in the golden prompt; making it is the vision module's affair.
    private static String placeholder(JsonNode run) {
        String prompt = run.get("prompt").stringValue();
        String question = run.get("messages").get(0).get("content").stringValue();
        return prompt.substring("<用户>".length(), prompt.indexOf("\n" + question + "<AI>"));
    }

    private static String streamed(Tokenizer tokenizer, int[] ids) {
        var decoder = tokenizer.textDecoder();
        var text = new StringBuilder();
        for (int id : ids) {
            text.append(decoder.accept(id));
        }
        return text.append(decoder.flush()).toString();
    }

    private static JsonNode json(String model, String file) {
        return JsonMapper.shared().readTree(GoldenFolder.of(model).resolve(file));
    }

    private static int[] ids(JsonNode list) {
        return IntStream.range(0, list.size()).map(i -> list.get(i).intValue()).toArray();
    }
}
