package dev.tuwen.app.markdown;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.ThematicBreak;
import org.jspecify.annotations.Nullable;

/// Reads the parser's tree into blocks. Stateless.
final class MarkdownBlocks {
    /// Lists and quotes deeper than this are shown as what is written.
    private static final int DEEPEST = 16;

    private MarkdownBlocks() {}

    /// The block a node stands for, if it stands for one.
    static @Nullable MarkdownBlock of(Node node) {
        return of(node, 0);
    }

    private static @Nullable MarkdownBlock of(Node node, int depth) {
        return switch (node) {
            case Paragraph paragraph -> new MarkdownBlock.Paragraph(Spans.of(paragraph));
            case Heading heading -> new MarkdownBlock.Heading(heading.getLevel(), Spans.of(heading));
            case FencedCodeBlock code -> new MarkdownBlock.Code(language(code), withoutLastBreak(code.getLiteral()));
            case IndentedCodeBlock code -> new MarkdownBlock.Code("", withoutLastBreak(code.getLiteral()));
            case HtmlBlock html -> new MarkdownBlock.Paragraph(List.of(Span.of(html.getLiteral())));
            case ThematicBreak _ -> new MarkdownBlock.Rule();
            case TableBlock table -> table(table);
            case BulletList list -> new MarkdownBlock.Items(false, 1, items(list, depth));
            case OrderedList list -> new MarkdownBlock.Items(true, first(list), items(list, depth));
            case BlockQuote quote -> new MarkdownBlock.Quote(children(quote, depth + 1));
            default -> null;
        };
    }

    private static List<MarkdownBlock> children(Node parent, int depth) {
        var blocks = new ArrayList<MarkdownBlock>();
        if (depth > DEEPEST) {
            blocks.add(new MarkdownBlock.Paragraph(List.of(Span.of("…"))));
            return blocks;
        }
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            MarkdownBlock block = of(node, depth);
            if (block != null) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    private static List<List<MarkdownBlock>> items(Node list, int depth) {
        var items = new ArrayList<List<MarkdownBlock>>();
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            items.add(List.copyOf(children(item, depth + 1)));
        }
        return items;
    }

    private static int first(OrderedList list) {
        Integer first = list.getMarkerStartNumber();
        return first == null ? 1 : first;
    }

    private static MarkdownBlock table(TableBlock table) {
        var rows = new ArrayList<List<List<Span>>>();
        var alignments = new ArrayList<MarkdownBlock.Alignment>();
        for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
            for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
                if (row instanceof TableRow) {
                    rows.add(cells(row, rows.isEmpty() ? alignments : new ArrayList<>()));
                }
            }
        }
        return new MarkdownBlock.Table(rows, alignments);
    }

    private static List<List<Span>> cells(Node row, List<MarkdownBlock.Alignment> alignments) {
        var cells = new ArrayList<List<Span>>();
        for (Node node = row.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof TableCell cell) {
                cells.add(List.copyOf(Spans.of(cell)));
                alignments.add(alignment(cell.getAlignment()));
            }
        }
        return List.copyOf(cells);
    }

    private static MarkdownBlock.Alignment alignment(TableCell.@Nullable Alignment alignment) {
        if (alignment == TableCell.Alignment.RIGHT) {
            return MarkdownBlock.Alignment.RIGHT;
        }
        return alignment == TableCell.Alignment.CENTER ? MarkdownBlock.Alignment.CENTER : MarkdownBlock.Alignment.LEFT;
    }

    private static String language(FencedCodeBlock code) {
        String info = code.getInfo() == null ? "" : code.getInfo().strip();
        int space = info.indexOf(' ');
        return space < 0 ? info : info.substring(0, space);
    }

    private static String withoutLastBreak(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
