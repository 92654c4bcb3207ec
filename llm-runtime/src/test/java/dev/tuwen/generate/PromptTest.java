package dev.tuwen.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PromptTest {
    private static Prompt of(PromptPart... parts) {
        return new Prompt(List.of(parts));
    }

    private static int shared(Prompt prompt, CacheContents contents) {
        int shared = 0;
        while (shared < prompt.length() && prompt.agrees(shared, contents)) {
            shared++;
        }
        return shared;
    }

    @Test
    void sharesTokensAndPicturesWithWhatWasCached() {
        var picture = new EmbeddingRows(new float[4], 2, 2);
        Prompt first = of(new PromptPart.Tokens(1, 5), new PromptPart.Embeddings(picture), new PromptPart.Tokens(6));
        var contents = new CacheContents();
        first.appendTo(contents, 0, first.length());
        contents.appendToken(7);

        Prompt next = of(
                new PromptPart.Tokens(1),
                new PromptPart.Tokens(5),
                new PromptPart.Embeddings(picture),
                new PromptPart.Tokens(6, 7, 8));

        assertThat(shared(next, contents)).isEqualTo(6);
    }

    @Test
    void tellsPicturesOfEqualFeaturesApart() {
        var contents = new CacheContents();
        of(new PromptPart.Embeddings(new EmbeddingRows(new float[2], 1, 2))).appendTo(contents, 0, 1);

        Prompt other = of(new PromptPart.Embeddings(new EmbeddingRows(new float[2], 1, 2)));

        assertThat(shared(other, contents)).isZero();
    }

    @Test
    void tellsAPictureRowFromATokenOfTheSameNumber() {
        var contents = new CacheContents();
        of(new PromptPart.Embeddings(new EmbeddingRows(new float[2], 1, 2))).appendTo(contents, 0, 1);

        assertThat(shared(of(new PromptPart.Tokens(0)), contents)).isZero();
    }

    @Test
    void forgetsWhatWasTruncated() {
        var contents = new CacheContents();
        of(new PromptPart.Tokens(1, 2, 3)).appendTo(contents, 0, 3);
        contents.truncate(1);
        contents.appendToken(9);

        assertThat(shared(of(new PromptPart.Tokens(1, 9, 3)), contents)).isEqualTo(2);
    }

    @Test
    void refusesNothing() {
        assertThatThrownBy(() -> of(new PromptPart.Tokens())).isInstanceOf(IllegalArgumentException.class);
    }
}
