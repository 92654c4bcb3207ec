package dev.tuwen.app.view;

import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;

/// Finds the node whose exception stopped a pulse. Stateless.
///
/// A parent that was left by an exception still holds the child that it was laying out for the current one, and it
/// takes no moves of that child for changes of its own. These children lead down from the root as far as the exception
/// came up; what threw while it was measured is found by measuring everything below once more.
final class Culprits {
    /// Parts of the whole width by which things are measured: text throws where it has to be broken.
    private static final double[] WIDTHS = {1, 0.75, 0.5, 0.3, 0.2};

    private Culprits() {}

    /// The deepest node that threw, if one is found.
    static @Nullable Node find(Parent root) {
        Parent last = root;
        for (Parent next = current(last); next != null; next = current(last)) {
            last = next;
        }
        double width = root.getLayoutBounds().getWidth();
        Node measured = thrower(last, width);
        if (measured != null) {
            return measured;
        }
        return last.equals(root) ? null : last;
    }

    /// The child that was being laid out when an exception left the parent.
    private static @Nullable Parent current(Parent parent) {
        settle(parent);
        List<Parent> children = parent.getChildrenUnmodifiable().stream()
                .filter(Parent.class::isInstance)
                .map(Parent.class::cast)
                .toList();
        return children.stream()
                .filter(child -> isCurrent(parent, child))
                .findFirst()
                // Of what is not managed the parent takes no moves; that something below is current says enough.
                .or(() -> children.stream()
                        .filter(child -> !child.isManaged() && current(child) != null)
                        .findFirst())
                .orElse(null);
    }

    private static boolean isCurrent(Parent parent, Node child) {
        if (child.layoutXProperty().isBound() || (child.managedProperty().isBound() && !child.isManaged())) {
            return false;
        }
        boolean managed = child.isManaged();
        if (!managed) {
            child.setManaged(true);
            settle(parent);
        }
        double x = child.getLayoutX();
        child.setLayoutX(x + 1);
        boolean current = !parent.isNeedsLayout();
        child.setLayoutX(x);
        if (!managed) {
            child.setManaged(false);
        }
        settle(parent);
        return current;
    }

    /// Takes back that it needs layout; one that was left by an exception does nothing else.
    static void settle(Parent parent) {
        if (parent.isNeedsLayout()) {
            quietly(parent::layout);
        }
    }

    /// Does something that may throw once more.
    ///
    /// @return whether it did not
    static boolean quietly(Runnable step) {
        try {
            step.run();
            return true;
        } catch (RuntimeException _) {
            return false;
        }
    }

    private static @Nullable Node thrower(Node node, double whole) {
        if (node instanceof Parent parent) {
            Node deeper = parent.getChildrenUnmodifiable().stream()
                    .map(child -> thrower(child, whole))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            if (deeper != null) {
                return deeper;
            }
        }
        return quietly(() -> measure(node, whole)) ? null : node;
    }

    private static void measure(Node node, double whole) {
        if (node instanceof Text text) {
            text.getLayoutBounds();
        }
        if (node.isResizable()) {
            node.minWidth(-1);
            node.prefWidth(-1);
            node.prefHeight(-1);
            double own = node.getLayoutBounds().getWidth();
            DoubleStream.concat(DoubleStream.of(own), DoubleStream.of(WIDTHS).map(part -> part * whole))
                    .forEach(width -> {
                        node.minHeight(width);
                        node.prefHeight(width);
                    });
        }
    }
}
