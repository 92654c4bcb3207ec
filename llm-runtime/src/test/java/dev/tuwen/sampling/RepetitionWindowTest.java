package dev.tuwen.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepetitionWindowTest {
    @Test
    void movesSeenScoresTowardsLessLikely() {
        var window = new RepetitionWindow(2);
        window.add(0);
        window.add(1);

        float[] scores = {4, -4, 4, -4};
        window.apply(scores);

        assertThat(scores).containsExactly(2, -8, 4, -4);
    }

    @Test
    void countsATokenOnceHoweverOftenItCame() {
        var window = new RepetitionWindow(2);
        for (int i = 0; i < 200; i++) {
            window.add(1);
            window.add(100 + i);
        }

        float[] scores = new float[300];
        scores[1] = 8;
        window.apply(scores);

        assertThat(scores[1]).isEqualTo(4);
    }

    @Test
    void partsFromItsCopy() {
        var window = new RepetitionWindow(2);
        window.add(0);
        RepetitionWindow copy = window.copy();
        copy.add(1);

        float[] scores = {4, 4};
        window.apply(scores);

        assertThat(scores).containsExactly(2, 4);
    }

    @Test
    void leavesScoresAloneWithoutPenalty() {
        var window = new RepetitionWindow(1);
        window.add(0);

        float[] scores = {3};
        window.apply(scores);

        assertThat(scores).containsExactly(3);
    }
}
