package dev.tuwen.app.view;

import java.util.function.DoubleSupplier;
import java.util.function.Function;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.layout.StackPane;
import javafx.scene.text.Text;

/// Keeps what cannot be laid out from stopping the window. An exception in a layout pulse leaves every node above the
/// one that threw half laid out, for good, and comes again with each pulse; here it is caught, and something plainer is
/// shown in place of the node. Belongs to the view that holds it; the application's thread.
public final class Guard extends StackPane {
    private final Function<RuntimeException, Node> instead;
    private boolean failed;

    /// @param node what to show
    /// @param instead makes what is shown once `node` threw; it must not throw itself
    public Guard(Node node, Function<RuntimeException, Node> instead) {
        super(node);
        this.instead = instead;
    }

    /// Whether something else is shown because the node could not be laid out.
    public boolean isFailed() {
        return failed;
    }

    @Override
    protected double computeMinWidth(double height) {
        return guarded(() -> super.computeMinWidth(height));
    }

    @Override
    protected double computeMinHeight(double width) {
        return guarded(() -> super.computeMinHeight(width));
    }

    @Override
    protected double computePrefWidth(double height) {
        return guarded(() -> super.computePrefWidth(height));
    }

    @Override
    protected double computePrefHeight(double width) {
        return guarded(() -> super.computePrefHeight(width));
    }

    @Override
    protected void layoutChildren() {
        guarded(() -> {
            super.layoutChildren();
            // All that is below is laid out here and now, so that it throws into this method and not into the pulse.
            getChildren().forEach(Guard::settle);
            return 0;
        });
    }

    private static void settle(Node node) {
        if (node instanceof Parent parent) {
            parent.layout();
            parent.getChildrenUnmodifiable().forEach(Guard::settle);
        } else if (node instanceof Text text) {
            // Text that stands alone is laid out only when somebody asks.
            text.getLayoutBounds();
        }
    }

    private double guarded(DoubleSupplier step) {
        try {
            return step.getAsDouble();
        } catch (RuntimeException e) {
            if (failed) {
                throw e;
            }
            failed = true;
            Node plain = instead.apply(e);
            getChildren().setAll(plain);
            plain.applyCss();
            return step.getAsDouble();
        }
    }
}
