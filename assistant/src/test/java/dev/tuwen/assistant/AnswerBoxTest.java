package dev.tuwen.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class AnswerBoxTest {
    @Test
    void readsThePublishedForm() {
        assertThat(AnswerBox.in("<ref>star</ref><box>120 40 310 260</box>")).contains(new AnswerBox(120, 40, 310, 260));
        assertThat(AnswerBox.in("The star is at the top left.")).isEmpty();
        assertThat(AnswerBox.in("<box>1 2 3</box>")).isEmpty();
        assertThat(AnswerBox.in("<box>99999 2 3 4</box>")).isEmpty();
    }

    @Test
    void overlapIsIntersectionOverUnion() {
        AnswerBox box = new AnswerBox(0, 0, 100, 100);

        assertThat(box.overlap(box)).isEqualTo(1);
        assertThat(box.overlap(new AnswerBox(50, 0, 150, 100))).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(box.overlap(new AnswerBox(200, 0, 300, 100))).isZero();
        assertThat(box.overlap(new AnswerBox(60, 60, 40, 40))).isZero();
    }

    @Test
    void aBoxCountsAsRightWhereItOverlapsByMoreThanHalfAndWordsDoNotMatter() {
        String expected = "<ref>star</ref><box>0 0 100 100</box>";

        assertThat(DemoEvaluation.isRight(expected, "<box>10 0 100 100</box>")).isTrue();
        assertThat(DemoEvaluation.isRight(expected, "<ref>star</ref><box>60 0 160 100</box>"))
                .isFalse();
        assertThat(DemoEvaluation.isRight(expected, "The star is at the top left."))
                .isFalse();
        assertThat(DemoEvaluation.isRight("The star is red.", "The star is red."))
                .isTrue();
        assertThat(DemoEvaluation.isRight("The star is red.", "The star is blue."))
                .isFalse();
    }
}
