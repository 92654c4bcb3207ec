package dev.tuwen.app.markdown;

import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;

/// Text that could not be laid out as it should, in lines that are not broken, with a sentence about it. Belongs to the
/// row it is in.
public final class PlainView extends VBox {
    /// @param context says phrases
    /// @param text what it says
    public PlainView(ViewContext context, String text) {
        getStyleClass().add("plain-view");
        var lines = new StackPane(new Text(text));
        lines.getStyleClass().add("prose");
        lines.setAlignment(Pos.TOP_LEFT);
        lines.setMinWidth(USE_PREF_SIZE);
        getChildren().addAll(new SidewaysPane(lines), Controls.paragraph(context, ChatTexts.shownUnbroken(), "notice"));
    }

    /// What a block says, without looks.
    public static String text(MarkdownBlock block) {
        return switch (block) {
            case MarkdownBlock.Paragraph(var spans) -> Spans.text(spans);
            case MarkdownBlock.Heading(int _, var spans) -> Spans.text(spans);
            case MarkdownBlock.Code(String _, String text) -> text;
            case MarkdownBlock.Table table ->
                String.join(
                        "\n",
                        table.rows().stream()
                                .map(row -> String.join(
                                        "\t", row.stream().map(Spans::text).toList()))
                                .toList());
            case MarkdownBlock.Items items ->
                String.join("\n", items.items().stream().map(PlainView::text).toList());
            case MarkdownBlock.Quote(var blocks) -> text(blocks);
            case MarkdownBlock.Rule() -> "";
        };
    }

    /// What blocks say, without looks.
    static String text(List<MarkdownBlock> blocks) {
        return String.join("\n", blocks.stream().map(PlainView::text).toList());
    }
}
