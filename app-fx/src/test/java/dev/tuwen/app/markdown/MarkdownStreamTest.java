package dev.tuwen.app.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds of a growing answer.
class MarkdownStreamTest {
    private static final String ANSWER = """
            一共 **3,902.10** 元，其中 *食品* ~~两项~~ `a = b`。

            # Title

            - one
            - two
              1. nested

            > quoted

            ```java
            int a = 1;

            int b = 2;
            ```

            | Item | Price |
            |:-----|------:|
            | Tea  | 3.20  |

            ---

                indented code

            The end, with [a link](https://example.org/).
            """;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void endsWithTheSameBlocksHoweverItCame(int deltaLength) {
        var stream = new MarkdownStream();
        for (int at = 0; at < ANSWER.length(); at += deltaLength) {
            stream.append(ANSWER.substring(at, Math.min(ANSWER.length(), at + deltaLength)));
        }
        stream.finish();

        assertThat(stream.finished()).isEqualTo(MarkdownStream.blocks(ANSWER));
        assertThat(stream.open()).isEmpty();
    }

    @Test
    void neverChangesAFinishedBlock() {
        var stream = new MarkdownStream();
        List<MarkdownBlock> before = List.of();
        for (int at = 0; at < ANSWER.length(); at++) {
            stream.append(ANSWER.substring(at, at + 1));
            assertThat(stream.finished().subList(0, before.size())).isEqualTo(before);
            assertThat(stream.open()).hasSizeLessThanOrEqualTo(1);
            before = stream.finished();
        }
    }

    @Test
    void readsEveryKindOfBlock() {
        assertThat(MarkdownStream.blocks(ANSWER))
                .hasExactlyElementsOfTypes(
                        MarkdownBlock.Paragraph.class,
                        MarkdownBlock.Heading.class,
                        MarkdownBlock.Items.class,
                        MarkdownBlock.Quote.class,
                        MarkdownBlock.Code.class,
                        MarkdownBlock.Table.class,
                        MarkdownBlock.Rule.class,
                        MarkdownBlock.Code.class,
                        MarkdownBlock.Paragraph.class);
    }

    @Test
    void readsStylesAndLinks() {
        assertThat(MarkdownStream.blocks("**Bold** and ***both*** [there](https://example.org/)"))
                .containsExactly(new MarkdownBlock.Paragraph(List.of(
                        Span.of("Bold", Span.Style.STRONG),
                        Span.of(" and "),
                        Span.of("both", Span.Style.STRONG, Span.Style.EMPHASIS),
                        Span.of(" "),
                        new Span("there", Set.of(), "https://example.org/"))));
    }

    @Test
    void readsTablesWithTheirAlignments() {
        var table = (MarkdownBlock.Table) MarkdownStream.blocks("| A | B | C |\n|---|:-:|--:|\n| 1 | 2 | 3 |")
                .getFirst();

        assertThat(table.alignments())
                .containsExactly(
                        MarkdownBlock.Alignment.LEFT, MarkdownBlock.Alignment.CENTER, MarkdownBlock.Alignment.RIGHT);
        assertThat(table.rows()).hasSize(2);
        assertThat(table.rows().get(1))
                .containsExactly(List.of(Span.of("1")), List.of(Span.of("2")), List.of(Span.of("3")));
    }

    @Test
    void doesNotMakeAHeadingOfALineWhileAListBeginsBelow() {
        var stream = new MarkdownStream();
        stream.append("These are:\n-");

        assertThat(stream.open()).containsExactly(new MarkdownBlock.Paragraph(List.of(Span.of("These are:"))));
    }

    @Test
    void showsHtmlAsItIsWritten() {
        assertThat(MarkdownStream.blocks("<script>alert(1)</script>"))
                .containsExactly(new MarkdownBlock.Paragraph(List.of(Span.of("<script>alert(1)</script>"))));
    }

    @Test
    void survivesDeepNesting() {
        String deep = "> ".repeat(2000) + "x " + "*".repeat(500) + "y";

        assertThat(MarkdownStream.blocks(deep)).isNotEmpty();
    }

    @Test
    void findsWhereChineseBegins() {
        assertThat(TextRuns.of(List.of(Span.of("价格 = 3 元;"))))
                .extracting(TextRuns.Run::text)
                .containsExactly("价格", " = 3 ", "元", ";");
    }
}
