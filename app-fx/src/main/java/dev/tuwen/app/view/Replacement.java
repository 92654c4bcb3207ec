package dev.tuwen.app.view;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.collections.ObservableList;
import javafx.scene.Group;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Control;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TitledPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/// Puts something else in the place of a node that threw while it was laid out, and lets the nodes above it lay out
/// again. Stateless.
final class Replacement {
    private static final int PASSES = 16;

    private Replacement() {}

    /// Takes the place of `culprit`, or of the first node above it that can be replaced.
    ///
    /// @param instead makes what comes in its place; it must not throw
    /// @return whether something could be replaced
    static boolean replace(Node culprit, Function<Node, Region> instead) {
        for (Node node = outermost(culprit); node.getParent() != null; node = outermost(node.getParent())) {
            Region now = instead.apply(node);
            if (put(node, now)) {
                revive(now);
                return true;
            }
        }
        return false;
    }

    /// The node, or the control whose looks it is a part of.
    private static Node outermost(Node node) {
        Node found = node;
        for (Parent above = node.getParent(); above != null; above = above.getParent()) {
            if (above instanceof Control control && !isGuest(control, node)) {
                found = control;
            }
        }
        return found;
    }

    private static boolean isGuest(Control control, Node node) {
        return switch (control) {
            case ScrollPane pane -> isWithin(node, pane.getContent());
            case TitledPane pane -> isWithin(node, pane.getContent());
            case SplitPane pane -> pane.getItems().stream().anyMatch(item -> isWithin(node, item));
            default -> false;
        };
    }

    private static boolean isWithin(Node node, @Nullable Node whole) {
        return whole != null
                && Stream.iterate(node, Objects::nonNull, Node::getParent).anyMatch(whole::equals);
    }

    private static boolean put(Node node, Node now) {
        for (Parent above = node.getParent(); above != null; above = above.getParent()) {
            if (above instanceof ScrollPane pane && node.equals(pane.getContent())) {
                pane.setContent(now);
                return true;
            }
            if (above instanceof TitledPane pane && node.equals(pane.getContent())) {
                pane.setContent(now);
                return true;
            }
            if (above instanceof SplitPane pane && pane.getItems().contains(node)) {
                return put(pane.getItems(), node, now);
            }
        }
        return switch (node.getParent()) {
            case BorderPane pane -> put(pane, node, now);
            case Pane pane -> put(pane.getChildren(), node, now);
            case Group group -> put(group.getChildren(), node, now);
            default -> false;
        };
    }

    private static boolean put(ObservableList<Node> nodes, Node node, Node now) {
        nodes.set(nodes.indexOf(node), now);
        return true;
    }

    private static boolean put(BorderPane pane, Node node, Node now) {
        ObjectProperty<Node> place = Stream.of(
                        pane.topProperty(),
                        pane.leftProperty(),
                        pane.centerProperty(),
                        pane.rightProperty(),
                        pane.bottomProperty())
                .filter(property -> node.equals(property.get()))
                .findFirst()
                .orElse(null);
        if (place == null) {
            return put(pane.getChildren(), node, now);
        }
        place.set(now);
        return true;
    }

    /// A parent that was left by an exception believes for ever that it is laying out, and does not begin. It ends that
    /// when it goes through its children only, as it does for the sake of one that is not managed.
    private static void revive(Region now) {
        List<Parent> path = above(now).toList().reversed();
        path.stream().skip(1).forEach(Replacement::callForLayout);
        callForLayout(now);
        path.forEach(Parent::requestLayout);
    }

    private static void callForLayout(Parent node) {
        if (node.managedProperty().isBound()) {
            return;
        }
        boolean managed = node.isManaged();
        node.setManaged(false);
        // Those that still lay out may want to do it more than once.
        for (int pass = 0; pass < PASSES && above(node).anyMatch(Parent::isNeedsLayout); pass++) {
            above(node).forEach(Culprits::settle);
        }
        node.requestLayout();
        Culprits.quietly(node.getScene().getRoot()::layout);
        node.setManaged(managed);
    }

    private static Stream<Parent> above(Node node) {
        return Stream.iterate(node.getParent(), Objects::nonNull, Node::getParent);
    }
}
