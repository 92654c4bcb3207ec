package dev.tuwen.app.markdown;

import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import java.util.List;
import javafx.geometry.NodeOrientation;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// Code: as it stands, with a button to copy it; long lines scroll. Belongs to the row it is in.
final class CodeBlockView extends VBox {
    CodeBlockView(ViewContext context, MarkdownBlock.Code code) {
        getStyleClass().add("code-block");
        setNodeOrientation(NodeOrientation.LEFT_TO_RIGHT);
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
        text.setNodeOrientation(NodeOrientation.LEFT_TO_RIGHT);
        // Lines of code are not broken.
        text.setMinWidth(USE_PREF_SIZE);
        getChildren().addAll(head, new SidewaysPane(text));
    }
}
