package dev.tuwen.app.chat;

import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.Guard;
import dev.tuwen.app.view.ViewContext;
import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.geometry.Insets;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.VBox;

/// The conversation, a node for each row: of an answer being written only the last one is made anew. It follows the end
/// while the person is there, and stays where they are otherwise. Belongs to [ChatView].
///
/// All rows stand in one column. A list that makes nodes only for what is visible guesses the heights of the others,
/// and jumped and left gaps when rows of very different heights changed.
final class TranscriptView extends ScrollPane {
    private static final double NEARLY = 32;

    private final TranscriptRows rows;
    private final VBox column = new VBox();
    private boolean following = true;

    TranscriptView(ViewContext context, ChatViewModel chat, TranscriptRows rows) {
        this.rows = rows;
        getStyleClass().addAll("edge-to-edge", "transcript");
        column.getStyleClass().add("transcript-rows");
        setContent(column);
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        Controls.describe(context, this, AccessibleRole.SCROLL_PANE, ChatTexts.transcript());
        column.getChildren().setAll(nodes(chat.items()));
        chat.items().addListener((ListChangeListener<TranscriptItem>) this::change);
        addEventFilter(ScrollEvent.SCROLL, event -> {
            if (event.getDeltaY() > 0 && column.getHeight() > viewportHeight()) {
                following = false;
            }
        });
        addEventHandler(ScrollEvent.ANY, _ -> look());
        addEventFilter(MouseEvent.MOUSE_RELEASED, _ -> look());
        addEventHandler(KeyEvent.KEY_RELEASED, _ -> look());
        column.heightProperty().subscribe(this::follow);
        viewportBoundsProperty().subscribe(_ -> follow());
    }

    private void change(ListChangeListener.Change<? extends TranscriptItem> change) {
        while (change.next()) {
            int from = change.getFrom();
            List<? extends TranscriptItem> added = change.getAddedSubList();
            if (change.wasReplaced() && added.size() == change.getRemovedSize()) {
                for (int i = 0; i < added.size(); i++) {
                    column.getChildren().set(from + i, node(added.get(i)));
                }
            } else {
                column.getChildren().remove(from, from + change.getRemovedSize());
                column.getChildren().addAll(from, nodes(added));
            }
            if (added.stream().anyMatch(TranscriptItem.Question.class::isInstance)) {
                following = true;
            }
        }
        follow();
    }

    private List<Node> nodes(List<? extends TranscriptItem> items) {
        return items.stream().map(this::node).toList();
    }

    private Node node(TranscriptItem item) {
        var row = new Guard(rows.row(item), _ -> rows.plainRow(item));
        row.getStyleClass().add("transcript-row");
        return row;
    }

    /// How much at its sides the rows leave to its border and its bar.
    Insets sides() {
        double left = getInsets().getLeft();
        double right = getWidth() - getViewportBounds().getWidth() - left;
        return isVisible() ? new Insets(0, Math.max(0, right), 0, left) : Insets.EMPTY;
    }

    private double viewportHeight() {
        return getViewportBounds().getHeight();
    }

    /// Looks whether the person is at the end.
    private void look() {
        double hidden = (column.getHeight() - viewportHeight()) * (1 - getVvalue());
        following = hidden < NEARLY;
    }

    private void follow() {
        if (following) {
            setVvalue(1);
        }
    }
}
