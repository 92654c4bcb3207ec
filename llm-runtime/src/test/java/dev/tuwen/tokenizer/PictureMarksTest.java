package dev.tuwen.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.tokenizer.PictureMarks.Mark;
import org.junit.jupiter.api.Test;

final class PictureMarksTest {
    private static final Mark IMAGE = new Mark("<image>", "</image>");
    private static final Mark SLICE = new Mark("<slice>", "</slice>");

    @Test
    void writesOnePlaceForAnImageThatIsNotCut() {
        var marks = new PictureMarks("<unk>", IMAGE, IMAGE, SLICE);

        assertThat(marks.placeholder(2, 0, 0)).isEqualTo("<image><unk><unk></image>");
    }

    @Test
    void partsRowsOfSlicesByNewlinesButEndsWithNone() {
        var marks = new PictureMarks("<unk>", IMAGE, IMAGE, SLICE);

        String one = "<image><unk></image>";
        assertThat(marks.placeholder(1, 2, 2)).isEqualTo(one + "<slice>" + one + one + "\n" + one + one + "</slice>");
    }

    @Test
    void marksSlicesAsTheFamilySays() {
        var marks = new PictureMarks("<unk>", IMAGE, SLICE, new Mark("", ""));

        assertThat(marks.placeholder(1, 1, 2))
                .isEqualTo("<image><unk></image><slice><unk></slice>\n<slice><unk></slice>");
        assertThat(marks.starts()).containsExactlyInAnyOrder("<image>", "<slice>");
        assertThat(marks.ends()).containsExactlyInAnyOrder("</image>", "</slice>");
    }
}
