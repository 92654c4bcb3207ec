package dev.tuwen.tokenizer.sentencepiece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.tokenizer.PromptText.Markup;
import dev.tuwen.tokenizer.PromptText.Typed;
import dev.tuwen.tokenizer.SpecialTokens;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentencePieceTokenizerTest {
    @TempDir
    Path folder;

    @Test
    void mergesThePairWithTheHighestScoreFirst() {
        // "bc" comes before "ab", so "abc" is "a" + "bc".
        SentencePieceTokenizer tokenizer =
                ModelBytes.usual().ordinary("bc", "ab", "a", "b", "c").open(folder);

        assertThat(pieces(tokenizer, tokenizer.encode("abc"))).containsExactly("a", "bc");
    }

    @Test
    void mergesTheLeftmostAmongEquals() {
        SentencePieceTokenizer tokenizer =
                ModelBytes.usual().ordinary("aa", "a").open(folder);

        assertThat(pieces(tokenizer, tokenizer.encode("aaa"))).containsExactly("aa", "a");
    }

    @Test
    void mergesTheLeftmostOfDifferentPiecesWithEqualScores() {
        SentencePieceTokenizer tokenizer = ModelBytes.usual()
                .piece("bc", -5, 1)
                .piece("ab", -5, 1)
                .ordinary("a", "b", "c")
                .open(folder);

        assertThat(pieces(tokenizer, tokenizer.encode("abc"))).containsExactly("ab", "c");
    }

    @Test
    void treatsPositiveAndNegativeZeroScoresAsEqual() {
        SentencePieceTokenizer tokenizer = ModelBytes.usual()
                .piece("bc", 0.0f, 1)
                .piece("ab", -0.0f, 1)
                .ordinary("a", "b", "c")
                .open(folder);

        assertThat(pieces(tokenizer, tokenizer.encode("abc"))).containsExactly("ab", "c");
    }

    @Test
    void mergesThroughCharactersThatAreNoPieces() {
        // Neither "x" nor "y" is a piece of its own.
        SentencePieceTokenizer tokenizer =
                ModelBytes.usual().ordinary("xy", "xyz", "z").open(folder);

        assertThat(pieces(tokenizer, tokenizer.encode("xyz"))).containsExactly("xyz");
        assertThat(pieces(tokenizer, tokenizer.encode("y"))).containsExactly("<0x79>");
    }

    @Test
    void takesTheLongestUserDefinedPieceAndNeverMergesIt() {
        SentencePieceTokenizer tokenizer =
                ModelBytes.usual("--", "---").ordinary("a-", "-a", "a", "-").open(folder);

        assertThat(pieces(tokenizer, tokenizer.encode("a---a"))).containsExactly("a", "---", "a");
        assertThat(pieces(tokenizer, tokenizer.encode("-----a"))).containsExactly("---", "--", "a");
        assertThat(pieces(tokenizer, tokenizer.encode("a-a"))).containsExactly("a-", "a");
    }

    @Test
    void isMadeInTimeThatGrowsWithItsPieces() {
        ModelBytes model = ModelBytes.usual();
        for (int i = 0; i < 200_000; i++) {
            model.piece("c" + i, 0, PieceKind.CONTROL.number());
            model.piece("u" + i, 0, PieceKind.USER_DEFINED.number());
        }

        long before = processorSeconds();
        model.open(folder);

        assertThat(processorSeconds() - before).as("seconds of the processor").isLessThan(60);
    }

    @Test
    void putsNoSpaceInFrontAndKeepsRunsOfSpaces() {
        SentencePieceTokenizer tokenizer =
                ModelBytes.usual().ordinary("\u2581a", "\u2581", "a").open(folder);

        assertThat(pieces(tokenizer, tokenizer.encode("a  a "))).containsExactly("a", "\u2581", "\u2581a", "\u2581");
        assertThat(tokenizer.decode(tokenizer.encode("a  a "))).isEqualTo("a  a ");
    }

    @Test
    void writesUnknownCharactersAsTheirBytes() {
        SentencePieceTokenizer tokenizer = ModelBytes.usual().ordinary("a").open(folder);

        int[] ids = tokenizer.encode("é中😀\0");

        assertThat(pieces(tokenizer, ids))
                .containsExactly(
                        "<0xC3>", "<0xA9>", "<0xE4>", "<0xB8>", "<0xAD>", "<0xF0>", "<0x9F>", "<0x98>", "<0x80>",
                        "<0x00>");
        assertThat(tokenizer.decode(ids)).isEqualTo("é中😀\0");
    }

    @Test
    void readsLoneSurrogatesAsTheReplacementCharacter() {
        SentencePieceTokenizer tokenizer = ModelBytes.usual().ordinary("a").open(folder);

        assertThat(tokenizer.decode(tokenizer.encode("a\uD83Da\uDE00"))).isEqualTo("a\uFFFDa\uFFFD");
    }

    @Test
    void cutsAddedTokensOutOfTheTextFirst() throws IOException {
        SentencePieceTokenizer tokenizer = withAddedTokens();

        int[] ids = tokenizer.encode("a<image>a<slice>");

        assertThat(ids).containsExactly(id(tokenizer, "a"), 3, id(tokenizer, "a"), 4);
        assertThat(tokenizer.decode(ids)).isEqualTo("a<image>a<slice>");
    }

    @Test
    void neverReadsTypedMarkersAsTokens() throws IOException {
        SentencePieceTokenizer tokenizer = withAddedTokens();

        // "<reserved_22>" is the stored name of the id that "<slice>" has.
        int[] ids = tokenizer.encodeOrdinary("<image><slice><reserved_22><s></s><unk>");

        assertThat(ids).doesNotContain(0, 1, 2, 3, 4);
        assertThat(tokenizer.decode(ids)).isEqualTo("<image><slice><reserved_22><s></s><unk>");
    }

    @Test
    void spellsOutTypedTurnMarkers() throws IOException {
        SentencePieceTokenizer tokenizer = withAddedTokens();
        int[] marker = tokenizer.encode("<AI>");
        int[] typed = tokenizer.encodeOrdinary("<AI>");

        assertThat(pieces(tokenizer, marker)).containsExactly("<", "AI", ">");
        assertThat(pieces(tokenizer, typed)).containsExactly("<", "A", "I", ">");
    }

    @Test
    void mergesAcrossTheBorderOfTypedText() throws IOException {
        SentencePieceTokenizer tokenizer = withAddedTokens();

        int[] ids = tokenizer.encode(List.of(new Typed("a\""), new Markup("<AI>"), new Typed("a")));

        assertThat(ids).isEqualTo(tokenizer.encode("a\"<AI>a"));
        assertThat(pieces(tokenizer, ids)).contains("\"<");
    }

    @Test
    void breaksMarkersThatReachIntoTypedText() throws IOException {
        SentencePieceTokenizer tokenizer = withAddedTokens();

        int[] ids =
                tokenizer.encode(List.of(new Typed("<ima"), new Markup(""), new Markup("ge>"), new Markup("<image>")));

        assertThat(Arrays.stream(ids).filter(id -> id == 3).count()).isEqualTo(1);
        assertThat(tokenizer.decode(ids)).isEqualTo("<image><image>");
    }

    @Test
    void stripsMarkersFromNoTextAtAll() {
        SentencePieceTokenizer tokenizer = ModelBytes.usual().ordinary("a").open(folder);

        assertThat(tokenizer.encode("")).isEmpty();
        assertThat(tokenizer.encodeOrdinary("")).isEmpty();
        assertThat(tokenizer.encode(List.of())).isEmpty();
    }

    @Test
    void encodesMegabytesWithoutASpaceInReasonableTime() {
        SentencePieceTokenizer tokenizer =
                ModelBytes.usual().ordinary("aa", "aaaa", "aaaaaaaa", "a").open(folder);

        // Quadratic work on two million characters would take hours.
        long before = processorSeconds();
        int[] ids = tokenizer.encode("a".repeat(2_000_000));

        assertThat(ids).hasSize(250_000);
        assertThat(processorSeconds() - before).as("seconds of the processor").isLessThan(60);
    }

    /// What this thread computed, however long it had to wait for a processor.
    private static long processorSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1_000_000_000;
    }

    @Test
    void refusesIdsOutsideTheVocabulary() {
        SentencePieceTokenizer tokenizer = ModelBytes.usual().ordinary("a").open(folder);

        assertThatThrownBy(() -> tokenizer.decode(tokenizer.vocabularySize()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected an id below 260");
        assertThatThrownBy(() -> tokenizer.bytes(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void letsNobodyWriteThePiecesThatFillItUp() {
        ModelBytes bytes = ModelBytes.usual().ordinary("a", "b");

        int usual = bytes.open(folder).vocabularySize();
        Vocabulary filled = bytes.piece("[PAD261]", 0, PieceKind.CONTROL.number())
                .piece("[PAD262]", 0, PieceKind.CONTROL.number())
                .open(folder)
                .vocabulary();
        var padded = new SentencePieceTokenizer(filled, new SpecialTokens(1, 2, 0, Map.of()), Set.of());

        assertThat(padded.vocabularySize()).isEqualTo(usual + 2);
        assertThat(padded.writableSize()).isEqualTo(usual);
    }

    private SentencePieceTokenizer withAddedTokens() throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"added_tokens_decoder": {"0": {"content": "<unk>"}, "1": {"content": "<s>"}, "2": {"content": "</s>"},
                 "3": {"content": "<image>", "special": true}, "4": {"content": "<slice>"}},
                 "bos_token": "<s>", "eos_token": {"content": "</s>"}, "unk_token": "<unk>"}""");
        return ModelBytes.usual("<image>", "<reserved_22>")
                .ordinary("\"<", "AI", "a", "<", ">", "A", "I", "\"")
                .open(folder);
    }

    private static int id(SentencePieceTokenizer tokenizer, String piece) {
        return tokenizer.vocabulary().id(piece).orElseThrow();
    }

    private static List<String> pieces(SentencePieceTokenizer tokenizer, int[] ids) {
        return Arrays.stream(ids).mapToObj(tokenizer.vocabulary()::piece).toList();
    }
}
