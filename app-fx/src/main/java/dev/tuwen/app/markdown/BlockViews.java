package dev.tuwen.app.markdown;

import dev.tuwen.app.view.Shaping;
import dev.tuwen.app.view.ViewContext;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Separator;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// Draws blocks. Made once per conversation; the application's thread.
public final class BlockViews {
    private final ViewContext context;
    private final Consumer<String> follow;

    /// @param context what views need
    /// @param follow told when somebody wants to follow a link
    public BlockViews(ViewContext context, Consumer<String> follow) {
        this.context = context;
        this.follow = follow;
    }

    /// A node that shows the block.
    public Node of(MarkdownBlock block) {
        return switch (block) {
            case MarkdownBlock.Paragraph(var spans) -> new TextView(context, spans, follow, "paragraph");
            case MarkdownBlock.Heading(int level, var spans) ->
                new TextView(context, spans, follow, level <= 2 ? "heading" : "small-heading");
            case MarkdownBlock.Code code -> new CodeBlockView(context, code);
            case MarkdownBlock.Table table -> new TableView(context, table, follow);
            case MarkdownBlock.Items items -> items(items);
            case MarkdownBlock.Quote(var blocks) -> {
                VBox quote = column(blocks, "quote");
                quote.setNodeOrientation(Shaping.direction(PlainView.text(blocks)));
                yield quote;
            }
            case MarkdownBlock.Rule() -> new Separator();
        };
    }

    private Node items(MarkdownBlock.Items items) {
        var list = new VBox();
        list.getStyleClass().add("items");
        int number = items.first();
        for (List<MarkdownBlock> blocks : items.items()) {
            var marker = new Label(items.ordered() ? number + "." : "•");
            marker.getStyleClass().add(items.ordered() ? "number" : "bullet");
            marker.setMinWidth(Region.USE_PREF_SIZE);
            VBox content = column(blocks, "item");
            HBox.setHgrow(content, Priority.ALWAYS);
            var item = new HBox(marker, content);
            item.setNodeOrientation(Shaping.direction(PlainView.text(blocks)));
            list.getChildren().add(item);
            number++;
        }
        return list;
    }

    private VBox column(List<MarkdownBlock> blocks, String style) {
        var column = new VBox();
        column.getStyleClass().add(style);
        blocks.forEach(block -> column.getChildren().add(of(block)));
        return column;
    }
}
