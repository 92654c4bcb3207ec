package dev.tuwen.app.markdown;

import java.util.List;

/// Writes text as HTML, for programs that paste it with its looks. Stateless.
public final class Html {
    private Html() {}

    /// Blocks.
    public static String ofBlocks(List<MarkdownBlock> blocks) {
        var html = new StringBuilder();
        blocks.forEach(block -> html.append(of(block)));
        return html.toString();
    }

    private static String of(MarkdownBlock block) {
        return switch (block) {
            case MarkdownBlock.Paragraph(var spans) -> element("p", of(spans));
            case MarkdownBlock.Heading(int level, var spans) -> element("h" + level, of(spans));
            case MarkdownBlock.Code(String _, String text) -> element("pre", element("code", escaped(text)));
            case MarkdownBlock.Table table -> table(table);
            case MarkdownBlock.Items items -> items(items);
            case MarkdownBlock.Quote(var blocks) -> element("blockquote", ofBlocks(blocks));
            case MarkdownBlock.Rule() -> "<hr>";
        };
    }

    private static String items(MarkdownBlock.Items items) {
        var inside = new StringBuilder();
        items.items().forEach(item -> inside.append(element("li", ofBlocks(item))));
        if (!items.ordered()) {
            return element("ul", inside.toString());
        }
        String start = items.first() == 1 ? "" : " start=\"" + items.first() + "\"";
        return "<ol" + start + ">" + inside + "</ol>";
    }

    private static String table(MarkdownBlock.Table table) {
        var rows = new StringBuilder();
        for (int row = 0; row < table.rows().size(); row++) {
            var cells = new StringBuilder();
            for (List<Span> cell : table.rows().get(row)) {
                cells.append(element(row == 0 ? "th" : "td", of(cell)));
            }
            rows.append(element("tr", cells.toString()));
        }
        return element("table", rows.toString());
    }

    /// Running text.
    static String of(List<Span> spans) {
        var html = new StringBuilder();
        spans.forEach(span -> html.append(of(span)));
        return html.toString();
    }

    private static String of(Span span) {
        String html = escaped(span.text()).replace("\n", "<br>");
        for (Span.Style style : span.styles().stream().sorted().toList()) {
            html = element(name(style), html);
        }
        String link = span.link();
        return link == null ? html : "<a href=\"" + escaped(link) + "\">" + html + "</a>";
    }

    private static String name(Span.Style style) {
        return switch (style) {
            case STRONG -> "b";
            case EMPHASIS -> "i";
            case STRIKETHROUGH -> "s";
            case CODE -> "code";
        };
    }

    private static String element(String name, String inside) {
        return "<" + name + ">" + inside + "</" + name + ">";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
