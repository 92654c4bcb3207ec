package dev.tuwen.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.vision.image.PixelSize;
import dev.tuwen.vision.image.SlicePlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ImagePromptTest {

    private static final PixelSize SIZE = new PixelSize(14, 14);
    private static final SpecialTokens SPECIAL = new SpecialTokens(1, 2, 0, Map.of("<image>", 101, "</image>", 102));

    @Test
    void writesOnePlaceForAPhotoThatIsNotCut() {
        String text = ImagePrompt.placeholder(SlicePlan.whole(SIZE, SIZE), 2);

        assertThat(text).isEqualTo("<image><unk><unk></image>");
    }

    @Test
    void partsRowsOfCellsByNewlinesButEndsWithNone() {
        var plan = new SlicePlan(SIZE, SIZE, Optional.of(new SlicePlan.Cells(2, 2, SIZE)));

        String text = ImagePrompt.placeholder(plan, 1);

        String one = "<image><unk></image>";
        assertThat(text).isEqualTo(one + "<slice>" + one + one + "\n" + one + one + "</slice>");
    }

    @Test
    void putsANewlineAfterEachOfSeveralPhotos() {
        var plan = SlicePlan.whole(SIZE, SIZE);

        String text = ImagePrompt.placeholders(List.of(plan, plan), 1);

        assertThat(text).isEqualTo("<image><unk></image>\n<image><unk></image>\n");
    }

    @Test
    void findsThePlacesAmongTheTokens() {
        int[] ids = {1, 101, 0, 0, 102, 111, 101, 0, 0, 102, 112, 5};

        assertThat(ImagePrompt.bounds(ids, SPECIAL, 2, 2))
                .containsExactly(new ImageBounds(2, 4), new ImageBounds(7, 9));
    }

    @Test
    void refusesAPromptWithAnotherNumberOfPlaces() {
        int[] ids = {1, 101, 0, 0, 102, 101, 5};

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImagePrompt.bounds(ids, SPECIAL, 1, 2))
                .withMessageContaining("2 image begins");
    }

    @Test
    void refusesAPlaceOfAnotherSize() {
        int[] ids = {1, 101, 0, 0, 0, 102};

        assertThatIllegalArgumentException().isThrownBy(() -> ImagePrompt.bounds(ids, SPECIAL, 1, 2));
    }
}
