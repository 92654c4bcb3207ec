package dev.tuwen.app.markdown;

import atlantafx.base.controls.SelectableTextFlow;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Cursor;
import javafx.scene.control.ContextMenu;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.text.Text;

/// Running text that can be selected. Belongs to the row it is in.
public final class TextView extends SelectableTextFlow {
    private static final KeyCombination COPY = new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN);

    /// @param context copies, says phrases
    /// @param spans what it says
    /// @param follow told when somebody wants to follow a link
    /// @param style class for its looks
    public TextView(ViewContext context, List<Span> spans, Consumer<String> follow, String style) {
        getStyleClass().addAll("prose", style);
        // The base class makes itself narrow; here it is as wide as its words where there is room.
        setPrefWidth(USE_COMPUTED_SIZE);
        setText(spans.stream().flatMap(span -> texts(span, follow).stream()).toArray(Text[]::new));
        var menu = new ContextMenu(Controls.menuItem(context, ChatTexts.copySelection(), () -> copy(context)));
        setContextMenu(menu);
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (COPY.match(event)) {
                copy(context);
                event.consume();
            }
        });
    }

    private void copy(ViewContext context) {
        String selected = getSelectedRangeAsString();
        context.copy().accept(selected == null || selected.isEmpty() ? getContentAsString() : selected);
    }

    private static List<Text> texts(Span span, Consumer<String> follow) {
        var texts = new ArrayList<Text>();
        for (TextRuns.Run run : TextRuns.of(span.text())) {
            var text = new Text(run.text());
            text.getStyleClass().add("words");
            for (Span.Style style : span.styles()) {
                text.getStyleClass().add(styleClass(style));
            }
            if (run.chinese()) {
                text.getStyleClass().add("chinese");
            }
            String link = span.link();
            if (link != null) {
                text.getStyleClass().add("link");
                text.setCursor(Cursor.HAND);
                text.setOnMouseClicked(_ -> follow.accept(link));
            }
            texts.add(text);
        }
        return texts;
    }

    private static String styleClass(Span.Style style) {
        return switch (style) {
            case STRONG -> "strong";
            case EMPHASIS -> "emphasis";
            case STRIKETHROUGH -> "strikethrough";
            case CODE -> "mono";
        };
    }
}
