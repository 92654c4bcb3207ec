package dev.tuwen.tokenizer.sentencepiece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.TokenizerFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerFilesTest {
    @TempDir
    Path folder;

    static Stream<Arguments> unsupported() {
        return Stream.of(
                Arguments.of(ModelBytes.usual().trainer(3, 1), "byte pair encoding"),
                Arguments.of(ModelBytes.usual().trainer(35, 0), "byte fallback"),
                Arguments.of(ModelBytes.usual().trainer(24, 1), "spaces before words"),
                Arguments.of(ModelBytes.usual().normalizer(3, 1), "no dummy prefix"),
                Arguments.of(ModelBytes.usual().normalizer(4, 1), "spaces kept"),
                Arguments.of(ModelBytes.usual().normalizer(5, 0), "spaces escaped"),
                Arguments.of(ModelBytes.usual().characterMap(new byte[9]), "character map of 9 bytes"),
                Arguments.of(ModelBytes.usual().piece("x", 0, 5), "kind 5"),
                Arguments.of(ModelBytes.usual().ordinary("x", "x"), "alike"),
                Arguments.of(ModelBytes.usual().ordinary(""), "not empty"),
                Arguments.of(ModelBytes.usual().piece("x", Float.NaN, 1), "finite"),
                Arguments.of(ModelBytes.usual().piece("<0xQQ>", 0, 6), "byte pieces named"),
                Arguments.of(ModelBytes.usual().ordinary("x".repeat(300)), "at most 256 characters"),
                Arguments.of(ModelBytes.usual().trainer(41, 999), "begin piece"),
                Arguments.of(
                        new ModelBytes()
                                .trainer(3, 2)
                                .trainer(35, 1)
                                .normalizer(3, 0)
                                .normalizer(4, 0),
                        "pieces"));
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void saysWhatIsNotSupported(ModelBytes model, String reason) {
        assertThatThrownBy(() -> model.open(folder))
                .isInstanceOf(TokenizerFormatException.class)
                .hasMessageContaining("tokenizer.model")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"added_tokens_decoder\": 3}",
                "{\"added_tokens_decoder\": {\"x\": {\"content\": \"a\"}}}",
                "{\"added_tokens_decoder\": {\"99999\": {\"content\": \"a\"}}}",
                "{\"added_tokens_decoder\": {\"-1\": {\"content\": \"a\"}}}",
                "{\"added_tokens_decoder\": {\"3\": {\"content\": \"\"}}}",
                "{\"added_tokens_decoder\": {\"3\": {\"content\": \"a\", \"lstrip\": true}}}",
                "{\"added_tokens_decoder\": {\"3\": {\"content\": \"a\"}, \"4\": {\"content\": \"a\"}}}",
                "{\"bos_token\": \"nothing\"}",
                "{\"bos_token\": 1}",
                "{\"bos_token\": \"<s>\", \"bos_token\": \"</s>\"}",
                "{} {}",
            })
    void refusesASettingsFileThatDoesNotFit(String json) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), json);

        assertThatThrownBy(() -> ModelBytes.usual("x", "y").open(folder)).isInstanceOf(TokenizerFormatException.class);
    }

    @Test
    void takesControlsAndListedMarkersWithoutATable() throws IOException {
        Files.writeString(
                folder.resolve("special_tokens_map.json"),
                "{\"bos_token\": \"<s>\", \"additional_special_tokens\": [\"<image>\", {\"content\": \"<slice>\"}]}");

        SentencePieceTokenizer tokenizer =
                ModelBytes.usual("<image>").ordinary("a").open(folder);

        SpecialTokens special = tokenizer.specialTokens();
        assertThat(special.begin()).isEqualTo(1);
        assertThat(special.end()).isEqualTo(2);
        assertThat(special.unknown()).isZero();
        assertThat(special.id("<image>")).hasValue(3);
        // No piece has this name; the model's classes give it this id.
        assertThat(special.id("<slice>")).hasValue(111);
        assertThat(special.id("</image>")).isEmpty();
    }

    @Test
    void worksWithTheModelFileAlone() {
        SentencePieceTokenizer tokenizer = ModelBytes.usual().ordinary("a").open(folder);

        assertThat(tokenizer.encode("a<unk>a")).containsExactly(259, 0, 259);
    }

    @Test
    void saysWhichFileIsMissing() throws IOException {
        assertThatThrownBy(() -> SentencePieceTokenizer.open(folder, Set.of("<用户>", "<AI>")))
                .isInstanceOf(TokenizerFormatException.class)
                .hasMessageContaining("no file of this name");

        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        assertThatThrownBy(() -> SentencePieceTokenizer.open(folder, Set.of("<用户>", "<AI>")))
                .hasMessageContaining("'tokenizer.json', which is not read");
    }

    @Test
    void survivesDamagedFiles() {
        byte[] sound =
                ModelBytes.usual("<image>", "---").ordinary("ab", "a", "b", "中").toBytes();
        long seed = Long.getLong("tuwen.test.seed", 5);
        var random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            byte[] damaged = sound.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
            }
            try {
                Files.write(folder.resolve("tokenizer.model"), damaged);
                SentencePieceTokenizer tokenizer = SentencePieceTokenizer.open(folder, Set.of("<用户>", "<AI>"));
                assertThat(tokenizer.encode("ab---中")).isNotEmpty();
            } catch (ModelFormatException e) {
                assertThat(e).hasMessageContaining("tokenizer.model");
            } catch (IOException | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }
}
