package dev.tuwen.app.view;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// A column with a card for each value. The card of a value that stays stays too, with the focus and what was written
/// in it; where a card is made anew, the focus goes to what is called the same in the new one, else to the first thing
/// in it that takes it. Belongs to the view it is in; the application's thread.
///
/// @param <T> says all that a card shows
public final class Cards<T> extends VBox {
    private final Function<T, Node> card;
    private final List<T> shown = new ArrayList<>();

    /// @param card makes the card of a value
    public Cards(Function<T, Node> card) {
        this.card = card;
        getStyleClass().add("cards");
    }

    /// Shows these values, in this order.
    public void show(List<? extends T> values) {
        Node focused = focused();
        int at = focused == null ? -1 : cardOf(focused);
        for (int i = 0; i < values.size(); i++) {
            place(i, values.get(i), values);
        }
        getChildren().remove(values.size(), shown.size());
        shown.subList(values.size(), shown.size()).clear();
        if (focused != null && cardOf(focused) < 0) {
            refocus(focused.getId(), at);
        }
    }

    private void place(int i, T value, List<? extends T> values) {
        int later = shown.subList(i, shown.size()).indexOf(value);
        if (later == 0) {
            return;
        }
        if (later > 0) {
            getChildren().remove(i, i + later);
            shown.subList(i, i + later).clear();
        } else if (i < shown.size() && !values.contains(shown.get(i))) {
            shown.set(i, value);
            getChildren().set(i, card.apply(value));
        } else {
            shown.add(i, value);
            getChildren().add(i, card.apply(value));
        }
    }

    private @Nullable Node focused() {
        Scene scene = getScene();
        Node owner = scene == null ? null : scene.getFocusOwner();
        return owner != null && cardOf(owner) >= 0 ? owner : null;
    }

    /// Which card something is in; -1 for none.
    private int cardOf(Node inside) {
        Node top = inside;
        while (top.getParent() != null && !equals(top.getParent())) {
            top = top.getParent();
        }
        return getChildren().indexOf(top);
    }

    private void refocus(@Nullable String id, int at) {
        Node same = id == null ? null : lookup("#" + id);
        if (same != null && same.isFocusTraversable()) {
            same.requestFocus();
        } else if (!getChildren().isEmpty()) {
            Controls.focusFirst(getChildren().get(Math.min(at, getChildren().size() - 1)));
        }
    }
}
