package dev.tuwen.vision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.vision.image.PixelSize;
import dev.tuwen.vision.image.SlicePlan;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ImagePromptTest {

    private static final PixelSize SIZE = new PixelSize(14, 14);

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
}
