package dev.tuwen.app.markdown;

import atlantafx.base.controls.SelectableTextFlow;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.control.ContextMenu;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.shape.Path;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;

/// Running text that can be selected; its links can be reached with Tab and followed with Enter. Belongs to the row it
/// is in.
public final class TextView extends SelectableTextFlow {
    private static final KeyCombination COPY = new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN);

    private final Path ring = new Path();
    private @Nullable Link focused;

    /// @param context copies, says phrases
    /// @param spans what it says
    /// @param follow told when somebody wants to follow a link
    /// @param style class for its looks
    public TextView(ViewContext context, List<Span> spans, Consumer<String> follow, String style) {
        getStyleClass().addAll("prose", style);
        // The base class makes itself narrow; here it is as wide as its words where there is room.
        setPrefWidth(USE_COMPUTED_SIZE);
        setText(texts(spans, follow));
        ring.getStyleClass().add("link-focus");
        ring.setManaged(false);
        ring.setMouseTransparent(true);
        getChildren().add(ring);
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

    /// A link may be of several spans, in other letters or styles; the first of them stands for it.
    private static final class Link {
        private final String address;
        private final int from;
        private final Text first;
        private final StringBuilder words = new StringBuilder();

        Link(String address, int from, Text first) {
            this.address = address;
            this.from = from;
            this.first = first;
        }

        int end() {
            return from + words.length();
        }
    }

    private Text[] texts(List<Span> spans, Consumer<String> follow) {
        var texts = new ArrayList<Text>();
        int at = 0;
        Link link = null;
        for (Span span : spans) {
            if (link != null && !link.address.equals(span.link())) {
                link = null;
            }
            for (TextRuns.Run run : TextRuns.of(span.text())) {
                Text text = text(run, span);
                texts.add(text);
                String address = span.link();
                if (address != null) {
                    if (link == null) {
                        link = new Link(address, at, text);
                        reach(link, follow);
                    }
                    link.words.append(run.text());
                    link.first.setAccessibleText(link.words.toString());
                    text.getStyleClass().add("link");
                    text.setCursor(Cursor.HAND);
                    text.setOnMouseClicked(_ -> follow.accept(address));
                }
                at += run.text().length();
            }
        }
        return texts.toArray(Text[]::new);
    }

    private void reach(Link link, Consumer<String> follow) {
        link.first.setFocusTraversable(true);
        link.first.setAccessibleRole(AccessibleRole.HYPERLINK);
        link.first.focusVisibleProperty().subscribe(visible -> {
            if (visible) {
                focused = link;
            } else if (link.equals(focused)) {
                focused = null;
            }
            drawRing();
        });
        link.first.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.SPACE) {
                follow.accept(link.address);
                event.consume();
            }
        });
    }

    @Override
    protected void layoutChildren() {
        super.layoutChildren();
        drawRing();
    }

    private void drawRing() {
        Link link = focused;
        if (link == null) {
            ring.getElements().clear();
        } else {
            ring.getElements().setAll(getRangeShape(link.from, link.end(), false));
        }
    }

    private static Text text(TextRuns.Run run, Span span) {
        var text = new Text(run.text());
        text.getStyleClass().add("words");
        for (Span.Style style : span.styles()) {
            text.getStyleClass().add(styleClass(style));
        }
        if (run.chinese()) {
            text.getStyleClass().add("chinese");
        }
        return text;
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
