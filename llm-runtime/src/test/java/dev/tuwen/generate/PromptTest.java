package dev.tuwen.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PromptTest {
    private static Prompt of(PromptPart... parts) {
        return new Prompt(List.of(parts));
    }

    /// What a cache holds after a prompt.
    private static Positions cached(Prompt prompt) {
        var cached = new Positions(1);
        cached.addAll(prompt.positions(), 0, prompt.length());
        return cached;
    }

    private static int shared(Prompt prompt, Positions cached) {
        return prompt.positions().sharedWith(cached);
    }

    @Test
    void sharesTokensAndPicturesWithWhatWasCached() {
        var picture = new EmbeddingRows(new float[4], 2, 2);
        Prompt first = of(new PromptPart.Tokens(1, 5), new PromptPart.Embeddings(picture), new PromptPart.Tokens(6));
        Positions cached = cached(first);
        cached.addToken(7);

        Prompt next = of(
                new PromptPart.Tokens(1),
                new PromptPart.Tokens(5),
                new PromptPart.Embeddings(picture),
                new PromptPart.Tokens(6, 7, 8));

        assertThat(shared(next, cached)).isEqualTo(6);
    }

    @Test
    void tellsPicturesOfEqualFeaturesApart() {
        Positions cached = cached(of(new PromptPart.Embeddings(new EmbeddingRows(new float[2], 1, 2))));

        Prompt other = of(new PromptPart.Embeddings(new EmbeddingRows(new float[2], 1, 2)));

        assertThat(shared(other, cached)).isZero();
    }

    @Test
    void tellsAPictureRowFromATokenOfTheSameNumber() {
        Positions cached = cached(of(new PromptPart.Embeddings(new EmbeddingRows(new float[2], 1, 2))));

        assertThat(shared(of(new PromptPart.Tokens(0)), cached)).isZero();
    }

    @Test
    void tellsRowsOfOnePictureApart() {
        var picture = new EmbeddingRows(new float[4], 2, 2);
        Positions cached = cached(of(new PromptPart.Embeddings(picture)));
        cached.truncate(0);
        cached.addRow(picture, 1);

        assertThat(shared(of(new PromptPart.Embeddings(picture)), cached)).isZero();
    }

    @Test
    void sharesNoMoreThanTheShorterHolds() {
        Positions cached = cached(of(new PromptPart.Tokens(1, 2)));

        assertThat(shared(of(new PromptPart.Tokens(1, 2, 3)), cached)).isEqualTo(2);
        assertThat(shared(of(new PromptPart.Tokens(1)), cached)).isEqualTo(1);
    }

    @Test
    void forgetsWhatWasTruncated() {
        Positions cached = cached(of(new PromptPart.Tokens(1, 2, 3)));
        cached.truncate(1);
        cached.addToken(9);

        assertThat(shared(of(new PromptPart.Tokens(1, 9, 3)), cached)).isEqualTo(2);
    }

    @Test
    void refusesNothing() {
        assertThatThrownBy(() -> of(new PromptPart.Tokens())).isInstanceOf(IllegalArgumentException.class);
    }
}
