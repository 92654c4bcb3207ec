package dev.tuwen.app.view;

import atlantafx.base.theme.Styles;
import dev.tuwen.app.error.Advice;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.Phrase;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.InvalidationListener;
import javafx.beans.Observable;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.DirectoryChooser;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// Small controls whose words follow the language. Stateless.
public final class Controls {
    private static final Duration TOOLTIP_DELAY = Duration.millis(500);

    private Controls() {}

    /// A label.
    public static Label label(ViewContext context, Phrase phrase, String... styles) {
        return label(context.localizer().text(phrase), styles);
    }

    /// A label with words that change.
    public static Label label(ObservableValue<String> text, String... styles) {
        var label = new Label();
        label.textProperty().bind(text);
        label.getStyleClass().addAll(styles);
        return label;
    }

    /// A label that breaks lines.
    public static Label paragraph(ViewContext context, Phrase phrase, String... styles) {
        return breakingLines(label(context, phrase, styles));
    }

    /// Lets a label break lines, as long as it holds nothing that may not wrap (see [Shaping]).
    public static Label breakingLines(Label label) {
        label.wrapTextProperty().bind(label.textProperty().map(Shaping::mayWrap).orElse(true));
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    /// A button with words.
    public static Button button(ViewContext context, Phrase phrase, @Nullable Feather icon, Runnable action) {
        return button(context.localizer().text(phrase), icon, action);
    }

    /// A button whose words change.
    public static Button button(
            ViewContext context, ObservableValue<Phrase> phrase, @Nullable Feather icon, Runnable action) {
        return button(context.localizer().text(phrase), icon, action);
    }

    /// A button that shows words as they are: an underscore, as in the name of a file, is no mark of a key.
    public static Button plainButton() {
        var button = new Button();
        button.setMnemonicParsing(false);
        return button;
    }

    private static Button button(ObservableValue<String> words, @Nullable Feather icon, Runnable action) {
        Button button = plainButton();
        button.textProperty().bind(words);
        if (icon != null) {
            button.setGraphic(icon(icon));
        }
        button.setOnAction(_ -> action.run());
        return button;
    }

    /// A button that shows only a picture; its words are in its tooltip and for screen readers.
    public static Button iconButton(ViewContext context, Phrase phrase, Feather icon, Runnable action) {
        var button = new Button();
        button.setGraphic(icon(icon));
        button.getStyleClass().addAll(Styles.FLAT, Styles.BUTTON_ICON);
        name(context, button, phrase);
        button.setOnAction(_ -> action.run());
        return button;
    }

    /// Gives a button without words its tooltip and its name for screen readers.
    public static void name(ViewContext context, Button button, Phrase phrase) {
        ObservableValue<String> text = context.localizer().text(phrase);
        button.accessibleTextProperty().unbind();
        button.accessibleTextProperty().bind(text);
        explain(button, button.accessibleTextProperty());
    }

    /// Gives a control a tooltip. That is a window of its own: it is made when the pointer comes.
    public static void explain(Control control, ObservableValue<String> text) {
        control.setOnMouseEntered(_ -> {
            if (control.getTooltip() == null) {
                var tooltip = new Tooltip();
                tooltip.textProperty().bind(text);
                tooltip.setShowDelay(TOOLTIP_DELAY);
                control.setTooltip(tooltip);
            }
        });
    }

    /// Says what a node is to screen readers.
    public static void describe(ViewContext context, Node node, AccessibleRole role, Phrase phrase) {
        node.setAccessibleRole(role);
        node.accessibleTextProperty().bind(context.localizer().text(phrase));
    }

    /// An entry of a menu.
    public static MenuItem menuItem(ViewContext context, Phrase phrase, Runnable action) {
        var item = new MenuItem();
        item.setMnemonicParsing(false);
        item.textProperty().bind(context.localizer().text(phrase));
        item.setOnAction(_ -> action.run());
        return item;
    }

    /// A line of a card of settings: what it is, a sentence about it, and what it is changed with.
    public static Node settingRow(ViewContext context, Phrase name, @Nullable Phrase about, Node control) {
        var words = new VBox(paragraph(context, name));
        if (about != null) {
            words.getChildren().add(paragraph(context, about, "caption"));
        }
        words.setAlignment(Pos.CENTER_LEFT);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        var row = new HBox(words, control);
        row.getStyleClass().add("setting");
        row.setAlignment(Pos.CENTER_LEFT);
        control.accessibleHelpProperty().bind(context.localizer().text(name));
        return row;
    }

    /// What went wrong, with a button that copies the technical side.
    ///
    /// @param remedies buttons before it
    public static VBox problem(ViewContext context, Advice advice, Button... remedies) {
        var sentence = paragraph(context, advice.sentence(), "problem-text");
        sentence.setGraphic(icon(Feather.ALERT_CIRCLE));
        var copy = button(
                context,
                ChatTexts.copyDetails(),
                Feather.COPY,
                () -> context.copy().accept(advice.details()));
        var actions = new HBox(remedies);
        actions.getStyleClass().add("actions");
        actions.getChildren().add(copy);
        var box = new VBox(sentence, actions);
        box.getStyleClass().add("problem");
        return box;
    }

    /// Lets the person choose a folder.
    ///
    /// @param over something in the window that asks
    /// @param chosen takes the folder, if there is one
    public static void chooseFolder(ViewContext context, Phrase title, Node over, Consumer<Path> chosen) {
        var chooser = new DirectoryChooser();
        chooser.setTitle(context.localizer().say(title));
        File folder = chooser.showDialog(over.getScene().getWindow());
        if (folder != null) {
            chosen.accept(folder.toPath());
        }
    }

    /// An icon.
    public static FontIcon icon(Feather icon) {
        return new FontIcon(icon);
    }

    /// Takes the space that is left.
    public static Region spacer() {
        var spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        return spacer;
    }

    /// Gives the focus to the first thing inside that takes it.
    ///
    /// @return whether there was one
    public static boolean focusFirst(Node node) {
        if (!node.isVisible() || node.isDisabled()) {
            return false;
        }
        if (node.isFocusTraversable()) {
            node.requestFocus();
            return true;
        }
        return node instanceof Parent parent
                && parent.getChildrenUnmodifiable().stream().anyMatch(Controls::focusFirst);
    }

    /// Whether the focus is inside.
    public static boolean hasFocus(Node node) {
        Node owner = node.getScene() == null ? null : node.getScene().getFocusOwner();
        while (owner != null && !owner.equals(node)) {
            owner = owner.getParent();
        }
        return owner != null;
    }

    /// Gives a pane its children, each from the moment on when it is visible for the first time: what nobody has seen
    /// yet needs neither styles nor a skin.
    public static void fill(Pane pane, Node... children) {
        List<Node> all = List.of(children);
        // Nothing else may hold one that waits: what it depends on does so weakly.
        pane.getProperties().put("children", all);
        for (Node child : all) {
            if (child.isVisible()) {
                pane.getChildren().add(child);
                continue;
            }
            child.visibleProperty().addListener(new InvalidationListener() {
                @Override
                public void invalidated(Observable visible) {
                    if (child.isVisible()) {
                        visible.removeListener(this);
                        long before = all.stream()
                                .takeWhile(other -> !other.equals(child))
                                .filter(pane.getChildren()::contains)
                                .count();
                        pane.getChildren().add((int) before, child);
                    }
                }
            });
        }
    }

    /// Shows a node, or takes it out of the layout.
    public static void visibleWhen(Node node, ObservableValue<Boolean> condition) {
        node.visibleProperty().bind(condition);
        node.managedProperty().bind(condition);
    }
}
