package dev.tuwen.app.markdown;

import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.Excerpt;
import dev.tuwen.app.view.Shaping;
import dev.tuwen.app.view.ViewContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.NodeOrientation;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.control.ContextMenu;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.shape.Path;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.jspecify.annotations.Nullable;

/// Running text that can be selected and copied with its looks; its links can be reached with Tab and followed with
/// Enter. It is never narrower than what cannot be broken into lines (see [TextRuns]). Belongs to the row it is in.
public final class TextView extends TextFlow {
    private static final KeyCombination COPY = new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination ALL = new KeyCodeCombination(KeyCode.A, KeyCombination.SHORTCUT_DOWN);

    private final ViewContext context;
    private final List<Span> spans;
    private final TextWidths widths = new TextWidths();
    private final TextSelection selection;
    private final Path ring = new Path();
    private @Nullable Link focused;

    /// @param context copies, says phrases
    /// @param spans what it says
    /// @param follow told when somebody wants to follow a link
    /// @param style class for its looks
    public TextView(ViewContext context, List<Span> spans, Consumer<String> follow, String style) {
        this.context = context;
        this.spans = List.copyOf(spans);
        getStyleClass().addAll("prose", style);
        setCursor(Cursor.TEXT);
        selection = new TextSelection(this, Spans.text(spans));
        ring.getStyleClass().add("link-focus");
        ring.setManaged(false);
        ring.setMouseTransparent(true);
        // What is drawn over the words is drawn where they are, whichever way they run.
        ring.setNodeOrientation(NodeOrientation.LEFT_TO_RIGHT);
        selection.setNodeOrientation(NodeOrientation.LEFT_TO_RIGHT);
        setNodeOrientation(Shaping.direction(Spans.text(spans)));
        // The selection stands behind the words, the ring before them.
        getChildren().add(selection);
        getChildren().addAll(texts(follow));
        getChildren().add(ring);
        setOnContextMenuRequested(event -> {
            requestFocus();
            // A menu is a window of its own: few texts ever need one.
            new ContextMenu(
                            Controls.menuItem(context, ChatTexts.copySelection(), this::copy),
                            Controls.menuItem(context, ChatTexts.selectAll(), selection::selectAll))
                    .show(this, event.getScreenX(), event.getScreenY());
            event.consume();
        });
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (COPY.match(event)) {
                copy();
                event.consume();
            } else if (ALL.match(event)) {
                selection.selectAll();
                event.consume();
            }
        });
    }

    /// What is selected, or all of it.
    private void copy() {
        List<Span> copied = selection.isEmpty() ? spans : Spans.part(spans, selection.from(), selection.to());
        context.clipboard().accept(new Excerpt(Spans.text(copied), Html.of(copied), Rtf.of(copied)));
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

    private List<Text> texts(Consumer<String> follow) {
        var texts = new ArrayList<Text>();
        int at = 0;
        Link link = null;
        for (TextRuns.Run run : TextRuns.of(spans)) {
            Span span = spans.get(run.span());
            Text text = text(run, span);
            texts.add(text);
            if (run.whole()) {
                widths.add(text, run.opens(), run.letter());
            }
            String address = span.link();
            if (link != null && !link.address.equals(address)) {
                link = null;
            }
            if (address != null) {
                if (link == null) {
                    link = new Link(address, at, text);
                    reach(link, follow);
                }
                link.words.append(run.text());
                link.first.setAccessibleText(link.words.toString());
                text.getStyleClass().add("link");
                text.setCursor(Cursor.HAND);
                text.setOnMouseClicked(event -> {
                    // Whoever drags over a link selects it.
                    if (event.isStillSincePress()) {
                        follow.accept(address);
                    }
                });
            }
            at += run.text().length();
        }
        return texts;
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

    /// The size of its letters.
    double size() {
        return getChildren().stream()
                .filter(Text.class::isInstance)
                .mapToDouble(text -> ((Text) text).getFont().getSize())
                .max()
                .orElse(0);
    }

    @Override
    protected double computeMinWidth(double height) {
        return snappedLeftInset() + widths.least() + snappedRightInset();
    }

    @Override
    protected double computePrefWidth(double height) {
        return super.computePrefWidth(height) + widths.overhang();
    }

    @Override
    protected double computePrefHeight(double width) {
        return super.computePrefHeight(width < 0 ? width : lineWidth(width));
    }

    @Override
    protected void setWidth(double value) {
        double width = lineWidth(value);
        super.setWidth(width);
        // Parents place it where their own lines begin; what reaches over goes where its lines end.
        boolean asParent =
                getParent() == null || getParent().getEffectiveNodeOrientation() == getEffectiveNodeOrientation();
        setTranslateX(asParent ? 0 : Math.max(0, value - width));
    }

    private double lineWidth(double width) {
        return Math.max(width - widths.overhang(), minWidth(-1));
    }

    @Override
    protected void layoutChildren() {
        super.layoutChildren();
        selection.draw();
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
