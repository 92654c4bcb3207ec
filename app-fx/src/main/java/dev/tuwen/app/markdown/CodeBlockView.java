package dev.tuwen.app.markdown;

import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Group;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// Code: as it stands, with a button to copy it; long lines scroll. Belongs to the row it is in.
final class CodeBlockView extends VBox {
    CodeBlockView(ViewContext context, MarkdownBlock.Code code) {
        getStyleClass().add("code-block");
        var language = new Label();
        if (code.language().isEmpty()) {
            language.textProperty().bind(context.localizer().text(ChatTexts.codeBlock()));
        } else {
            language.setText(code.language());
        }
        language.getStyleClass().add("caption");
        var head = new HBox(
                language,
                Controls.spacer(),
                Controls.iconButton(
                        context,
                        ChatTexts.copyCode(),
                        Feather.COPY,
                        () -> context.copy().accept(code.text())));
        head.getStyleClass().add("code-head");
        head.setAlignment(Pos.CENTER_LEFT);
        var text = new TextView(context, List.of(Span.of(code.text(), Span.Style.CODE)), _ -> {}, "code-text");
        // In a group it is as wide as its longest line.
        var scroll = new ScrollPane(new Group(text));
        scroll.getStyleClass().addAll("edge-to-edge", "code-scroll");
        scroll.setVbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setMinHeight(USE_PREF_SIZE);
        scroll.addEventFilter(ScrollEvent.SCROLL, event -> passOn(scroll, event));
        getChildren().addAll(head, scroll);
    }

    /// Up and down belongs to the conversation.
    private void passOn(Node from, ScrollEvent event) {
        if (event.getDeltaX() == 0 && !event.isShiftDown()) {
            event.consume();
            if (getParent() != null) {
                getParent().fireEvent(event.copyFor(from, getParent()));
            }
        }
    }
}
