package dev.tuwen.vision.siglip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class PositionGridTest {

    @Test
    void leavesATableOfTheSameSizeAlone() {
        float[] table = {1, 2, 3, 4, 5, 6, 7, 8};

        assertThat(PositionGrid.resized(table, 2, 2, 2, 2)).containsExactly(table);
    }

    @Test
    void shrinksOneAxisWhileItEnlargesTheOther() {
        // Rows are all alike, so rows may be resized at will.
        float[] table = {1, 2, 4, 1, 2, 4, 1, 2, 4};

        float[] wide = PositionGrid.resized(table, 3, 1, 2, 6);

        assertThat(wide).hasSize(12);
        for (int column = 0; column < 6; column++) {
            assertThat(wide[column]).isCloseTo(wide[6 + column], within(1e-6f));
        }
        assertThat(wide[0]).isLessThan(wide[3]);
        assertThat(wide[3]).isLessThan(wide[5]);
    }

    @Test
    void refusesATableThatIsNoSquare() {
        assertThatIllegalArgumentException().isThrownBy(() -> PositionGrid.resized(new float[8], 3, 1, 2, 2));
    }
}
