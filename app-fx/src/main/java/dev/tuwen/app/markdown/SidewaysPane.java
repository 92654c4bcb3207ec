package dev.tuwen.app.markdown;

import javafx.geometry.Orientation;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;

/// Scrolls what is wider than the conversation, sideways only: up and down belongs to the conversation. Belongs to the
/// row it is in.
final class SidewaysPane extends ScrollPane {
    private final Region content;

    /// @param content as wide as the pane, or as its least width where that is more
    SidewaysPane(Region content) {
        super(content);
        this.content = content;
        getStyleClass().addAll("edge-to-edge", "sideways");
        setFitToWidth(true);
        setVbarPolicy(ScrollBarPolicy.NEVER);
        setMinHeight(USE_PREF_SIZE);
        addEventFilter(ScrollEvent.SCROLL, this::passOn);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computeMinWidth(double height) {
        return 0;
    }

    @Override
    protected double computePrefHeight(double width) {
        double insets = snappedTopInset() + snappedBottomInset();
        double least = content.minWidth(-1);
        double inside = width < 0 ? content.prefWidth(-1) : width - snappedLeftInset() - snappedRightInset();
        double bar = inside < least ? barHeight() : 0;
        return insets + content.prefHeight(Math.max(inside, least)) + bar;
    }

    private double barHeight() {
        return lookupAll(".scroll-bar").stream()
                .map(ScrollBar.class::cast)
                .filter(bar -> bar.getOrientation() == Orientation.HORIZONTAL)
                .mapToDouble(bar -> bar.prefHeight(-1))
                .max()
                .orElse(0);
    }

    private void passOn(ScrollEvent event) {
        if (event.getDeltaX() == 0 && !event.isShiftDown()) {
            event.consume();
            if (getParent() != null) {
                getParent().fireEvent(event.copyFor(this, getParent()));
            }
        }
    }
}
