package dev.tuwen.tokenizer.sentencepiece;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencePieceTextDecoderTest {
    @TempDir
    Path folder;

    private SentencePieceTokenizer tokenizer;

    @BeforeEach
    void openTokenizer() {
        tokenizer = ModelBytes.usual().ordinary("a", "\u2581a").open(folder);
    }

    @Test
    void givesACharacterOnlyWhenItsLastByteIsThere() {
        var decoder = tokenizer.textDecoder();

        List<String> given = new ArrayList<>();
        for (byte b : "中😀".getBytes(StandardCharsets.UTF_8)) {
            given.add(decoder.accept(tokenizer.vocabulary().byteId(b & 0xff)));
        }

        assertThat(given).containsExactly("", "", "中", "", "", "", "😀");
        assertThat(decoder.flush()).isEmpty();
    }

    @Test
    void replacesEachByteOfAnUnfinishedCharacterAtTheEnd() {
        var decoder = tokenizer.textDecoder();

        assertThat(decoder.accept(byteId(0xF0)) + decoder.accept(byteId(0x9F)) + decoder.accept(byteId(0x98)))
                .isEmpty();
        assertThat(decoder.flush()).isEqualTo("\uFFFD\uFFFD\uFFFD");
        assertThat(decoder.flush()).isEmpty();
    }

    @Test
    void replacesAnUnfinishedCharacterWhenAPieceFollows() {
        var decoder = tokenizer.textDecoder();
        decoder.accept(byteId(0xE4));
        decoder.accept(byteId(0xB8));

        assertThat(decoder.accept(tokenizer.vocabulary().id("\u2581a").orElseThrow()))
                .isEqualTo("\uFFFD\uFFFD a");
    }

    @ParameterizedTest
    @CsvSource({
        "C0 80, 2", // overlong
        "E0 80 80, 3", // overlong
        "ED A0 80, 3", // a surrogate
        "F4 90 80 80, 4", // above U+10FFFF
        "F8 88 80 80 80, 5", // never a first byte
        "80, 1", // a trailing byte alone
        "E4 E4 B8, 3",
        "F0 8F BF BF, 4", // overlong
    })
    void replacesOncePerBadByte(String bytes, int replacements) {
        var decoder = tokenizer.textDecoder();

        var text = new StringBuilder();
        for (byte b : HexFormat.ofDelimiter(" ").parseHex(bytes)) {
            text.append(decoder.accept(byteId(b & 0xff)));
        }
        text.append(decoder.flush());

        assertThat(text.toString()).isEqualTo("\uFFFD".repeat(replacements));
    }

    @Test
    void agreesWithDecodingAllAtOnce() {
        var random = new Random(3);
        for (int round = 0; round < 500; round++) {
            int[] ids = random.ints(20, 0, tokenizer.vocabularySize()).toArray();
            var decoder = tokenizer.textDecoder();
            var text = new StringBuilder();
            for (int id : ids) {
                text.append(decoder.accept(id));
            }
            text.append(decoder.flush());

            assertThat(text.toString()).isEqualTo(tokenizer.decode(ids));
        }
    }

    @Test
    void decodesEveryCharacterThatIsOne() {
        for (int character = 1; character <= Character.MAX_CODE_POINT; character += 97) {
            if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
                String text = Character.toString(character);
                assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text.equals("\u2581") ? " " : text);
            }
        }
    }

    private int byteId(int value) {
        return tokenizer.vocabulary().byteId(value);
    }
}
