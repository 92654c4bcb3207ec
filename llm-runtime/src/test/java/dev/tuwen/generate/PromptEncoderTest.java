package dev.tuwen.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.tokenizer.sentencepiece.ModelBytes;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptEncoderTest {
    @TempDir
    Path folder;

    private PromptEncoder encoder;

    @BeforeEach
    void makesAnEncoderWhoseMarkersAre101And102() {
        ModelBytes bytes = ModelBytes.usual();
        int known = bytes.open(folder).vocabularySize();
        for (int id = known; id < 103; id++) {
            bytes.ordinary("w" + id);
        }
        var special = new SpecialTokens(1, 2, 0, Map.of("<image>", 101, "</image>", 102));
        var tokenizer = new SentencePieceTokenizer(bytes.open(folder).vocabulary(), special, Set.of());
        encoder = new PromptEncoder(tokenizer, KnownFamilies.ALL.byId("v2").orElseThrow());
    }

    private static EmbeddingRows rows(int count) {
        return new EmbeddingRows(new float[count * 3], count, 3);
    }

    @Test
    void putsFeaturesBetweenTheMarkersInOrder() {
        EmbeddingRows first = rows(2);
        EmbeddingRows second = rows(1);
        int[] ids = {1, 7, 101, 0, 0, 102, 101, 0, 102, 9};

        var prompt = new Prompt(encoder.insert(ids, List.of(first, second)));

        assertThat(prompt.length()).isEqualTo(ids.length);
        for (int position = 0; position < ids.length; position++) {
            if (ids[position] != 0) {
                assertThat(prompt.token(position)).isEqualTo(ids[position]);
            }
            assertThat(prompt.isToken(position)).isEqualTo(ids[position] != 0);
        }
        assertThat(prompt.positions().features(4)).isSameAs(first);
        assertThat(prompt.positions().row(4)).isEqualTo(1);
        assertThat(prompt.positions().features(7)).isSameAs(second);
    }

    @Test
    void leavesAPromptWithoutPicturesAlone() {
        int[] ids = {1, 101, 0, 102};

        assertThat(new Prompt(encoder.insert(ids, List.of())).isToken(2)).isTrue();
    }

    @Test
    void refusesAnotherNumberOfPictures() {
        int[] ids = {1, 101, 0, 102};

        assertThatThrownBy(() -> encoder.insert(ids, List.of(rows(1), rows(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 image starts and 1 image ends, expected 2");
    }

    @Test
    void refusesAPlaceholderOfAnotherLength() {
        int[] ids = {1, 101, 0, 0, 102};

        assertThatThrownBy(() -> encoder.insert(ids, List.of(rows(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 1 of them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "text"})
    void keepsOfAnAnswerWhatWasShown(String family) {
        SentencePieceTokenizer tokenizer = ModelBytes.usual()
                .ordinary("a", "\u2581", "\u2581a", "b", "<用户>", "图", "\u2581\u2581")
                .open(folder);
        var showing =
                new PromptEncoder(tokenizer, KnownFamilies.ALL.byId(family).orElseThrow());
        var random = new SplittableRandom(5);
        for (int trial = 0; trial < 2000; trial++) {
            int[] ids = new int[random.nextInt(9)];
            for (int i = 0; i < ids.length; i++) {
                // pieces more often than bytes
                ids[i] = random.nextInt(random.nextInt(3) == 0 ? 0 : 259, tokenizer.vocabularySize());
            }
            String text = showing.answerOf(ids);
            var result =
                    new GenerationResult(Arrays.stream(ids).boxed().toList(), text, StopReason.END_OF_TURN, 0, 0, 0, 0);

            int[] shown = showing.shown(result);

            assertThat(tokenizer.decode(shown)).as(Arrays.toString(ids)).isEqualTo(text);
            if (tokenizer.decode(ids).equals(text)
                    && Arrays.stream(ids).allMatch(id -> id > 2)
                    && !text.contains("\uFFFD")) {
                assertThat(shown).as("the key-value cache knows these").isEqualTo(ids);
            }
        }
    }

    @Test
    void refusesMarkersOutOfOrder() {
        int[] ids = {1, 102, 0, 101};

        assertThatThrownBy(() -> encoder.insert(ids, List.of(rows(1)))).isInstanceOf(IllegalArgumentException.class);
    }
}
