package dev.tuwen.app.view;

import javafx.animation.PauseTransition;
import javafx.beans.binding.Bindings;
import javafx.beans.property.DoubleProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.skin.TextInputControlSkin;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.shape.Path;
import javafx.stage.Window;
import javafx.util.Duration;

/// Lets the caret stand still when nothing was typed or clicked for a while, as GTK does: as long as it blinks, the
/// toolkit makes sixty frames a second. With the next key, click or focus the toolkit lets it blink again. Stateless;
/// the application's thread.
public final class RestingCaret {
    private static final Duration AWAKE = Duration.seconds(10);

    private RestingCaret() {}

    /// Lets the carets of a scene rest.
    public static void in(Scene scene) {
        var awake = new PauseTransition(AWAKE);
        awake.setOnFinished(_ -> rest(scene));
        scene.focusOwnerProperty().subscribe(_ -> awake.playFromStart());
        scene.windowProperty().flatMap(Window::focusedProperty).subscribe(_ -> awake.playFromStart());
        scene.addEventFilter(KeyEvent.ANY, _ -> awake.playFromStart());
        scene.addEventFilter(MouseEvent.MOUSE_PRESSED, _ -> awake.playFromStart());
    }

    /// Stops the blinking; the caret stays.
    public static void rest(Scene scene) {
        if (scene.getFocusOwner() instanceof TextInputControl field
                && field.getSkin() instanceof TextInputControlSkin<?> skin) {
            // The toolkit hides a caret that does not blink: from now on it is seen whatever its blinking says.
            field.lookupAll("*").stream()
                    .filter(Path.class::isInstance)
                    .map(Node::opacityProperty)
                    .filter(DoubleProperty::isBound)
                    .forEach(opacity -> opacity.bind(seen(field)));
            skin.setCaretAnimating(false);
        }
    }

    private static ObservableValue<Number> seen(TextInputControl field) {
        return Bindings.createDoubleBinding(
                () -> field.isFocused()
                                && field.isEditable()
                                && field.getSelection().getLength() == 0
                        ? 1.0
                        : 0.0,
                field.focusedProperty(),
                field.editableProperty(),
                field.selectionProperty());
    }
}
