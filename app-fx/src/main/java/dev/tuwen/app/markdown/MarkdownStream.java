package dev.tuwen.app.markdown;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/// A growing text as finished blocks and one open one. Only what follows the last finished block is parsed again, and a
/// finished block never changes. Made per answer; one thread.
public final class MarkdownStream {
    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create(), StrikethroughExtension.create()))
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .build();
    private static final Set<String> UNDECIDED = Set.of("-", "--", "=", "==", "|");

    private final StringBuilder tail = new StringBuilder();
    private final List<MarkdownBlock> finished = new ArrayList<>();
    private List<MarkdownBlock> open = List.of();

    /// Appends what came.
    public void append(String delta) {
        tail.append(delta);
        parse(false);
    }

    /// Says that nothing more comes.
    public void finish() {
        parse(true);
    }

    /// Blocks that never change.
    public List<MarkdownBlock> finished() {
        return List.copyOf(finished);
    }

    /// The block that is still being written; none or one.
    public List<MarkdownBlock> open() {
        return open;
    }

    /// The blocks of a whole text.
    public static List<MarkdownBlock> blocks(String text) {
        var stream = new MarkdownStream();
        stream.append(text);
        stream.finish();
        return stream.finished();
    }

    /// The text without a last line that may yet become anything: one dash would make a heading of the line above, one
    /// bar would end a table.
    private String settled() {
        int line = tail.lastIndexOf("\n") + 1;
        String begun = tail.substring(line).strip();
        return UNDECIDED.contains(begun) ? tail.substring(0, line) : tail.toString();
    }

    private void parse(boolean last) {
        var nodes = new ArrayList<Node>();
        for (Node node = PARSER.parse(last ? tail.toString() : settled()).getFirstChild();
                node != null;
                node = node.getNext()) {
            nodes.add(node);
        }
        if (nodes.isEmpty() && !last) {
            open = List.of();
            return;
        }
        int done = last ? nodes.size() : nodes.size() - 1;
        for (int i = 0; i < done; i++) {
            MarkdownBlock block = MarkdownBlocks.of(nodes.get(i));
            if (block != null) {
                finished.add(block);
            }
        }
        if (done == nodes.size()) {
            tail.setLength(0);
            open = List.of();
            return;
        }
        Node growing = nodes.get(done);
        if (done > 0) {
            int from = growing.getSourceSpans().getFirst().getInputIndex();
            tail.delete(0, tail.lastIndexOf("\n", from - 1) + 1);
        }
        MarkdownBlock block = MarkdownBlocks.of(growing);
        open = block == null ? List.of() : List.of(block);
    }
}
