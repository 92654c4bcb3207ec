package dev.tuwen.app.view;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.text.Text;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/// Brings windows back to life in which something throws whenever it is laid out. Such an exception leaves every node
/// above the one that threw unable to lay out anything ever again, and comes back with each pulse. Here the deepest
/// node that throws is found and its words are shown in its place; a button can still be pressed there. The last resort
/// for whatever stands in no [Guard]. Hears what the application's thread throws; made by the application.
public final class Rescue implements Thread.UncaughtExceptionHandler {
    private static final System.Logger LOG = System.getLogger(Rescue.class.getName());
    private static final String PULSE = "javafx.scene.Scene$ScenePulseListener";
    private static final String PLAIN = Rescue.class.getName();

    private final Function<String, Region> plain;

    /// @param plain shows words so simply that it never throws
    public Rescue(Function<String, Region> plain) {
        this.plain = plain;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        thread.getThreadGroup().uncaughtException(thread, failure);
        if (failure instanceof RuntimeException
                && Stream.of(failure.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(PULSE))) {
            try {
                List.copyOf(Window.getWindows()).forEach(window -> rescue(window.getScene()));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "what cannot be laid out cannot be replaced", e);
            }
        }
    }

    private void rescue(@Nullable Scene scene) {
        Node culprit = scene == null ? null : Culprits.find(scene.getRoot());
        if (culprit != null && Replacement.replace(culprit, this::instead)) {
            LOG.log(System.Logger.Level.WARNING, "replaced what cannot be laid out: {0}", culprit);
        }
    }

    private Region instead(Node node) {
        Region words = node.getProperties().containsKey(PLAIN) ? new Region() : plain.apply(text(node));
        words.getProperties().putAll(node.getProperties());
        words.getProperties().put(PLAIN, true);
        if (node instanceof ButtonBase button) {
            words.addEventHandler(MouseEvent.MOUSE_CLICKED, _ -> button.fire());
        }
        return words;
    }

    /// All that is to be read in it.
    private static String text(Node node) {
        return String.join("\n", texts(node).filter(text -> !text.isBlank()).toList());
    }

    private static Stream<String> texts(Node node) {
        return switch (node) {
            case Text text -> Stream.ofNullable(text.getText());
            case TextInputControl field -> Stream.ofNullable(field.getText());
            case Labeled labeled when labeled.getGraphic() == null -> Stream.ofNullable(labeled.getText());
            case Labeled labeled -> Stream.concat(Stream.ofNullable(labeled.getText()), texts(labeled.getGraphic()));
            case Parent parent -> parent.getChildrenUnmodifiable().stream().flatMap(Rescue::texts);
            default -> Stream.empty();
        };
    }
}
