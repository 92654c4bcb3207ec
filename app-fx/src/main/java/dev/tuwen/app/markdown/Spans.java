package dev.tuwen.app.markdown;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.commonmark.ext.gfm.strikethrough.Strikethrough;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.jspecify.annotations.Nullable;

/// Flattens the running text below a node of the parser's tree. Made per block.
final class Spans {
    private static final int DEEPEST = 32;

    private final List<Span> spans = new ArrayList<>();

    private Spans() {}

    /// The running text below `parent`.
    static List<Span> of(Node parent) {
        var spans = new Spans();
        spans.children(parent, EnumSet.noneOf(Span.Style.class), null, 0);
        return List.copyOf(spans.spans);
    }

    /// What the spans say.
    static String text(List<Span> spans) {
        var text = new StringBuilder();
        spans.forEach(span -> text.append(span.text()));
        return text.toString();
    }

    /// The spans from one place of their text to another, cut where they have to be.
    static List<Span> part(List<Span> spans, int from, int to) {
        var part = new ArrayList<Span>();
        int at = 0;
        for (Span span : spans) {
            int length = span.text().length();
            int begin = Math.clamp(from - at, 0, length);
            int end = Math.clamp(to - at, 0, length);
            if (begin < end) {
                part.add(new Span(span.text().substring(begin, end), span.styles(), span.link()));
            }
            at += length;
        }
        return part;
    }

    private void children(Node parent, Set<Span.Style> styles, @Nullable String link, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            switch (node) {
                case Text text -> add(text.getLiteral(), styles, link);
                case Code code -> add(code.getLiteral(), with(styles, Span.Style.CODE), link);
                case HtmlInline html -> add(html.getLiteral(), styles, link);
                case HardLineBreak _ -> add("\n", styles, link);
                case SoftLineBreak _ -> add("\n", styles, link);
                case StrongEmphasis strong -> children(strong, with(styles, Span.Style.STRONG), link, depth + 1);
                case Emphasis emphasis -> children(emphasis, with(styles, Span.Style.EMPHASIS), link, depth + 1);
                case Strikethrough struck -> children(struck, with(styles, Span.Style.STRIKETHROUGH), link, depth + 1);
                case Link toSomewhere -> children(toSomewhere, styles, toSomewhere.getDestination(), depth + 1);
                case Image image -> children(image, styles, image.getDestination(), depth + 1);
                default -> children(node, styles, link, depth + 1);
            }
        }
    }

    /// Joins what looks the same: the parser cuts text at every character that might have meant something.
    private void add(String text, Set<Span.Style> styles, @Nullable String link) {
        var span = new Span(text, styles, link);
        if (!spans.isEmpty()) {
            Span last = spans.getLast();
            if (last.styles().equals(span.styles()) && Objects.equals(last.link(), link)) {
                spans.set(spans.size() - 1, new Span(last.text() + text, styles, link));
                return;
            }
        }
        spans.add(span);
    }

    private static Set<Span.Style> with(Set<Span.Style> styles, Span.Style style) {
        var more = EnumSet.of(style);
        more.addAll(styles);
        return more;
    }
}
