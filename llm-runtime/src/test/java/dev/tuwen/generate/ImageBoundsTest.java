package dev.tuwen.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.tokenizer.PictureMarks;
import dev.tuwen.tokenizer.SpecialTokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageBoundsTest {
    private static final SpecialTokens SPECIAL = new SpecialTokens(1, 2, 0, Map.of("<image>", 101, "</image>", 102));
    private static final PictureMarks MARKS =
            KnownFamilies.ALL.byId("v2").orElseThrow().vision().orElseThrow().marks();

    @Test
    void findsThePlacesAmongTheTokens() {
        int[] ids = {1, 101, 0, 0, 102, 111, 101, 0, 102, 112, 5};

        assertThat(ImageBounds.of(ids, MARKS, SPECIAL, List.of(2, 1)))
                .containsExactly(new ImageBounds(2, 4), new ImageBounds(7, 8));
    }

    @Test
    void pairsWhatMarkersThereAreInAnyPrompt() {
        int[] ids = {1, 102, 101, 0, 101, 5};

        assertThat(ImageBounds.of(ids, MARKS, SPECIAL)).containsExactly(new ImageBounds(3, 1));
        assertThat(ImageBounds.of(new int[] {1, 5}, MARKS, SPECIAL)).isEmpty();
    }

    @Test
    void refusesAPromptWithAnotherNumberOfPlaces() {
        int[] ids = {1, 101, 0, 0, 102, 101, 5};

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageBounds.of(ids, MARKS, SPECIAL, List.of(2)))
                .withMessageContaining("2 image starts and 1 image ends, expected 1");
    }

    @Test
    void refusesAPlaceOfAnotherSize() {
        int[] ids = {1, 101, 0, 0, 0, 102};

        assertThatIllegalArgumentException().isThrownBy(() -> ImageBounds.of(ids, MARKS, SPECIAL, List.of(2)));
    }

    @Test
    void refusesPlacesThatOverlap() {
        int[] ids = {101, 101, 0, 102, 102};

        assertThatIllegalArgumentException().isThrownBy(() -> ImageBounds.of(ids, MARKS, SPECIAL, List.of(2, 2)));
    }
}
