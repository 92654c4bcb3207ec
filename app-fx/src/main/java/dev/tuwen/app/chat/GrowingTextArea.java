package dev.tuwen.app.chat;

import dev.tuwen.app.view.Shaping;
import javafx.beans.binding.Bindings;
import javafx.geometry.Insets;
import javafx.scene.control.TextArea;
import javafx.scene.layout.Region;
import javafx.scene.text.Text;

/// A text area as tall as its text. Text that may not wrap (see [Shaping]) stays in its lines and scrolls sideways.
/// Belongs to [ComposerView].
final class GrowingTextArea extends TextArea {
    /// Room for the bar below lines that are wider than the area.
    private static final double BAR = 10;

    private final double shortest;
    private final double tallest;
    private final boolean wraps;
    private final Text ruler = new Text();

    /// @param shortest least height
    /// @param tallest greatest height; more scrolls
    /// @param wraps whether lines are ever broken
    GrowingTextArea(double shortest, double tallest, boolean wraps) {
        this.shortest = shortest;
        this.tallest = tallest;
        this.wraps = wraps;
        setPrefRowCount(1);
        setMinHeight(USE_PREF_SIZE);
        setMaxHeight(USE_PREF_SIZE);
        setWrapText(wraps);
        textProperty().subscribe(this::wrapWhereAllowed);
        textProperty().subscribe(text -> setNodeOrientation(Shaping.direction(text)));
        skinProperty().subscribe(this::wrapWhereAllowed);
        prefHeightProperty()
                .bind(Bindings.createDoubleBinding(
                        this::neededHeight, textProperty(), widthProperty(), fontProperty(), skinProperty()));
    }

    /// What is not broken must never be measured as if it were: the content is as wide as its lines then. Comes before
    /// the skin takes the text; its lines would be those of the text before until they are laid out, and whoever asks
    /// where the mouse is may come earlier.
    private void wrapWhereAllowed() {
        boolean mayWrap = wraps && Shaping.mayWrap(getText());
        if (lookup(".content") instanceof Region content) {
            content.setMinWidth(mayWrap ? USE_COMPUTED_SIZE : USE_PREF_SIZE);
            if (!mayWrap) {
                content.lookupAll(".text").forEach(lines -> ((Text) lines).setWrappingWidth(0));
            }
        }
        setWrapText(mayWrap);
    }

    private double neededHeight() {
        if (!(lookup(".content") instanceof Region content) || !(lookup(".text") instanceof Text shown)) {
            return shortest;
        }
        Insets inside = content.getInsets();
        double room = getWidth() - snappedLeftInset() - snappedRightInset() - inside.getLeft() - inside.getRight();
        ruler.setBoundsType(shown.getBoundsType());
        ruler.setFont(getFont());
        ruler.setText(getText());
        boolean mayWrap = wraps && Shaping.mayWrap(getText());
        ruler.setWrappingWidth(mayWrap && room > 0 ? room : 0);
        double around = snappedTopInset() + snappedBottomInset() + inside.getTop() + inside.getBottom();
        double bar = !mayWrap && ruler.getLayoutBounds().getWidth() > room ? BAR : 0;
        return Math.clamp(Math.ceil(ruler.getLayoutBounds().getHeight() + around + bar), shortest, tallest);
    }
}
