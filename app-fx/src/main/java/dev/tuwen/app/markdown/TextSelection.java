package dev.tuwen.app.markdown;

import java.text.BreakIterator;
import java.util.Locale;
import javafx.geometry.Point2D;
import javafx.scene.Scene;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.shape.Path;
import javafx.scene.text.HitInfo;
import javafx.util.Subscription;

/// What is selected of a [TextView]: by dragging, a word by two clicks, all by three. It goes when another node gets
/// the focus. Belongs to the view; the application's thread.
final class TextSelection extends Path {
    private final TextView view;
    private final String text;
    private Subscription whileFocused = Subscription.EMPTY;
    private int anchor;
    private int from;
    private int to;

    TextSelection(TextView view, String text) {
        this.view = view;
        this.text = text;
        getStyleClass().add("selection");
        setManaged(false);
        setMouseTransparent(true);
        view.addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
        view.addEventHandler(MouseEvent.MOUSE_DRAGGED, this::dragged);
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    boolean isEmpty() {
        return from >= to;
    }

    void selectAll() {
        select(0, text.length());
    }

    void select(int first, int end) {
        from = Math.min(first, end);
        to = Math.max(first, end);
        whileFocused.unsubscribe();
        Scene scene = view.getScene();
        whileFocused = isEmpty() || scene == null
                ? Subscription.EMPTY
                : scene.focusOwnerProperty().subscribe((_, owner) -> {
                    if (!view.equals(owner)) {
                        select(0, 0);
                    }
                });
        draw();
    }

    /// Draws it where the words are now.
    void draw() {
        if (isEmpty()) {
            getElements().clear();
        } else {
            getElements().setAll(view.getRangeShape(from, to, true));
        }
    }

    private void pressed(MouseEvent event) {
        if (event.getButton() != MouseButton.PRIMARY) {
            return;
        }
        // The pane around the conversation would take the focus away.
        event.consume();
        view.requestFocus();
        int at = hit(event).getCharIndex();
        if (event.isShiftDown()) {
            select(anchor, hit(event).getInsertionIndex());
        } else if (event.getClickCount() == 2) {
            selectWord(at);
        } else if (event.getClickCount() > 2) {
            selectAll();
        } else {
            anchor = hit(event).getInsertionIndex();
            select(0, 0);
        }
    }

    private void dragged(MouseEvent event) {
        if (event.isPrimaryButtonDown() && event.getClickCount() < 2) {
            select(anchor, hit(event).getInsertionIndex());
        }
    }

    private void selectWord(int at) {
        if (at < 0 || at >= text.length()) {
            return;
        }
        var words = BreakIterator.getWordInstance(Locale.ROOT);
        words.setText(text);
        int end = words.following(at);
        int begin = words.previous();
        anchor = begin;
        select(begin, end);
    }

    private HitInfo hit(MouseEvent event) {
        return view.getHitInfo(new Point2D(event.getX(), event.getY()));
    }
}
