package dev.tuwen.tokenizer.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.tokenizer.PromptText;
import dev.tuwen.tokenizer.sentencepiece.ModelBytes;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserAiChatTest {
    private static final ChatStyle TEXT = new UserAiChat(false);
    private static final ChatStyle WITH_PICTURES = new UserAiChat(true);
    private static final String PICTURE = "<image><unk><unk></image>";

    @Test
    void trimsContentsOfTextModels() {
        List<ChatMessage> messages = List.of(
                ChatMessage.user(" \u3000one\u00a0\n"), ChatMessage.assistant("\t7 \n"), ChatMessage.user("two"));

        assertThat(TEXT.prompt(messages)).isEqualTo("<用户>one<AI>7<用户>two<AI>");
    }

    @Test
    void keepsContentsOfMultimodalModels() {
        assertThat(WITH_PICTURES.prompt(List.of(ChatMessage.user(" one\n")))).isEqualTo("<用户> one\n<AI>");
    }

    @Test
    void putsEachPictureAndANewlineBeforeTheTextItCameWith() {
        List<ChatMessage> messages = List.of(
                ChatMessage.user("one", List.of(PICTURE, PICTURE)),
                ChatMessage.assistant("1"),
                ChatMessage.user("two", List.of(PICTURE)));

        assertThat(WITH_PICTURES.prompt(messages))
                .isEqualTo("<用户>" + PICTURE + "\n" + PICTURE + "\none<AI>1<用户>" + PICTURE + "\ntwo<AI>");
    }

    @Test
    void marksWhatWasTyped() {
        List<PromptText> parts = WITH_PICTURES.parts(List.of(ChatMessage.user("<image>", List.of(PICTURE))));

        assertThat(parts)
                .containsExactly(
                        new PromptText.Markup("<用户>"),
                        new PromptText.Markup(PICTURE + "\n"),
                        new PromptText.Typed("<image>"),
                        new PromptText.Markup("<AI>"));
    }

    @Test
    void refusesPicturesForTextModels() {
        List<ChatMessage> messages = List.of(ChatMessage.user("one", List.of(PICTURE)));

        assertThatThrownBy(() -> TEXT.parts(messages)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dropsTheMarkersOfAMultimodalAnswer(@TempDir Path folder) {
        SentencePieceTokenizer tokenizer =
                ModelBytes.usual().ordinary("a", "\u2581").open(folder);
        int a = tokenizer.vocabulary().id("a").orElseThrow();
        int space = tokenizer.vocabulary().id("\u2581").orElseThrow();

        String answer = WITH_PICTURES.answer(tokenizer, new int[] {0, 1, space, a, 0, space, a, space, 2});

        assertThat(answer).isEqualTo("a a");
    }

    @Test
    void endsATextAnswerBeforeATurnMarker(@TempDir Path folder) {
        SentencePieceTokenizer tokenizer =
                ModelBytes.usual().ordinary("a", "\u2581").open(folder);

        assertThat(TEXT.answer(tokenizer, tokenizer.encode("a <用户>a<AI>a"))).isEqualTo("a");
    }

    @Test
    void stripsTheReferencesWhiteSpaceOnly() {
        assertThat(WhiteSpace.strip("\u0085\u2007\u202f\u001c\u200b x \u3000")).isEqualTo("\u200b x");
        assertThat(WhiteSpace.strip(" \n")).isEmpty();
    }
}
