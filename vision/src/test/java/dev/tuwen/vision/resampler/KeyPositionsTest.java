package dev.tuwen.vision.resampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class KeyPositionsTest {

    @Test
    void putsTheColumnBeforeTheRow() {
        float[] positions = SineCosineGrid.of(2, 3, 8);

        int lastPatch = 5 * 8;
        assertThat(positions[lastPatch]).isCloseTo((float) Math.sin(2), within(1e-6f));
        assertThat(positions[lastPatch + 2]).isCloseTo((float) Math.cos(2), within(1e-6f));
        assertThat(positions[lastPatch + 4]).isCloseTo((float) Math.sin(1), within(1e-6f));
        assertThat(positions[lastPatch + 5]).isCloseTo((float) Math.sin(0.01), within(1e-6f));
        assertThat(positions[lastPatch + 6]).isCloseTo((float) Math.cos(1), within(1e-6f));
    }

    @Test
    void keepsAnEvenTableEven() {
        float[] table = new float[4 * 4 * 2];
        java.util.Arrays.fill(table, 3);

        float[] enlarged = EnlargedTable.of(table, 2, 5, 9);

        assertThat(enlarged).hasSize(90);
        for (float value : enlarged) {
            assertThat(value).isCloseTo(3f, within(1e-5f));
        }
    }

    @Test
    void leavesATableOfTheSameSizeAlone() {
        float[] table = {1, 2, 3, 4};

        assertThat(EnlargedTable.of(table, 1, 2, 2)).containsExactly(table);
    }
}
