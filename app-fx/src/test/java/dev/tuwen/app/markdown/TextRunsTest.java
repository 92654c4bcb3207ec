package dev.tuwen.app.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Where running text is cut into what is shaped by itself, and how parts of it are copied.
class TextRunsTest {
    private static List<String> cut(Span... spans) {
        return TextRuns.of(List.of(spans)).stream().map(TextRuns.Run::text).toList();
    }

    @Test
    void leavesTextThatIsNotShapedInOnePiece() {
        assertThat(cut(Span.of("many words in one line, Привет и γειά"))).hasSize(1);
    }

    @Test
    void cutsShapedTextAtItsWords() {
        assertThat(cut(Span.of("שלום עולם "), Span.of("and more", Span.Style.STRONG)))
                .containsExactly("שלום ", "עולם ", "and ", "more");
        assertThat(cut(Span.of("नमस्ते दुनिया"))).containsExactly("नमस्ते ", "दुनिया");
    }

    @Test
    void cutsWordsThatMayBeWiderThanALineAtTheirCharacters() {
        String thai = "ในภาพมีวงกลมสีแดงอยู่ที่มุมซ้ายบน";
        assertThat(cut(Span.of(thai))).hasSizeGreaterThan(16).allMatch(part -> part.length() < 4);
        assertThat(String.join("", cut(Span.of(thai)))).isEqualTo(thai);
        assertThat(cut(Span.of("שלום " + ".".repeat(40)))).hasSize(41);
    }

    @Test
    void aWordOfTwoLooksIsOneWord() {
        List<TextRuns.Run> runs = TextRuns.of(List.of(Span.of("של"), Span.of("ום", Span.Style.STRONG)));

        assertThat(runs).extracting(TextRuns.Run::opens).containsExactly(true, false);
        assertThat(runs).extracting(TextRuns.Run::span).containsExactly(0, 1);
    }

    @Test
    void aPartKeepsItsLooks() {
        List<Span> spans = List.of(
                Span.of("plain "),
                Span.of("strong", Span.Style.STRONG),
                new Span(" here", Set.of(), "https://example.org/?a=1&b=2"));

        List<Span> part = Spans.part(spans, 3, 14);

        assertThat(Spans.text(part)).isEqualTo("in strong h");
        assertThat(Html.of(part)).isEqualTo("in <b>strong</b><a href=\"https://example.org/?a=1&amp;b=2\"> h</a>");
        assertThat(Spans.part(spans, 4, 4)).isEmpty();
    }

    @Test
    void writesTextAsRtf() {
        assertThat(Rtf.of(List.of(Span.of("a\\{b}\n"), Span.of("图😀", Span.Style.STRONG, Span.Style.EMPHASIS))))
                .startsWith("{\\rtf1\\ansi")
                .endsWith("{ a\\\\\\{b\\}\\line }{\\b\\i \\u22270?\\u-10179?\\u-8704?}}");
    }

    @Test
    void writesBlocksAsHtml() {
        assertThat(Html.ofBlocks(MarkdownStream.blocks("""
                # One < two

                3. *a*
                4. `b`

                | x | y |
                |---|---|
                | 1 | 2 |

                ```
                <code>
                ```
                """)))
                .isEqualTo(
                        "<h1>One &lt; two</h1><ol start=\"3\"><li><p><i>a</i></p></li><li><p><code>b</code></p></li></ol>"
                                + "<table><tr><th>x</th><th>y</th></tr><tr><td>1</td><td>2</td></tr></table>"
                                + "<pre><code>&lt;code&gt;</code></pre>");
    }
}
