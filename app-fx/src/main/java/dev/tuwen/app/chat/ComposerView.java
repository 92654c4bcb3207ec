package dev.tuwen.app.chat;

import atlantafx.base.theme.Styles;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.picture.Thumbnail;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.Guard;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.assistant.Picture;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.input.InputMethodEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// Where the next question is written. Enter sends, unless it belongs to an input method; Shift and Enter begins a
/// line. Belongs to [ChatView].
final class ComposerView extends VBox {
    private static final PseudoClass FOCUSED_WITHIN = PseudoClass.getPseudoClass("focused-within");
    private static final double THUMBNAIL_WIDTH = 72;
    private static final double THUMBNAIL_HEIGHT = 54;
    private static final double SHORTEST = 38;
    private static final double TALLEST = 168;
    /// Two rows of pictures; more scroll.
    private static final double TALLEST_THUMBNAILS = 136;
    /// Three refusals; more scroll.
    private static final double TALLEST_REFUSALS = 128;
    /// An Enter this soon after an input method committed is the one that committed.
    private static final long COMMIT_MILLIS = 60;

    private final ViewContext context;
    private final ChatViewModel chat;
    private final ComposerViewModel composer;
    private final VBox box = new VBox();
    private final FlowPane thumbnails = new FlowPane();
    private final VBox refusals = new VBox();
    private TextArea text;
    private boolean composing;
    private long committedNanos = System.nanoTime() - COMMIT_MILLIS * 1_000_000;

    /// @param choose lets the person choose files
    ComposerView(ViewContext context, ChatViewModel chat, Runnable choose) {
        this.context = context;
        this.chat = chat;
        this.composer = chat.composer();
        getStyleClass().add("composer-column");
        text = textArea(true);
        thumbnails.getStyleClass().add("thumbnails");
        ScrollPane pictures = bounded(thumbnails, TALLEST_THUMBNAILS);
        Controls.visibleWhen(pictures, Bindings.isNotEmpty(composer.attachments()));
        composer.attachments().addListener((ListChangeListener<ComposerViewModel.Attachment>) _ -> showThumbnails());
        showThumbnails();
        refusals.getStyleClass().add("refusals");
        ScrollPane refused = bounded(refusals, TALLEST_REFUSALS);
        Controls.visibleWhen(refused, Bindings.isNotEmpty(composer.refusals()));
        composer.refusals().addListener((ListChangeListener<ComposerViewModel.Refusal>) _ -> showRefusals());
        showRefusals();
        var hint = Controls.label(context.localizer().text(composer.hintProperty()), "composer-hint");
        hint.setWrapText(true);
        hint.setMinHeight(USE_PREF_SIZE);
        Controls.visibleWhen(hint, composer.hintProperty().map(_ -> true).orElse(false));
        var add = Controls.iconButton(context, ChatTexts.addPictures(), Feather.IMAGE, choose);
        add.setId("add-pictures");
        var guard = new Guard(text, _ -> unbroken());
        var buttons = new StackPane();
        Controls.fill(buttons, sendButton(), stopButton());
        buttons.setAlignment(Pos.BOTTOM_CENTER);
        var entry = new HBox(add, guard, buttons);
        entry.getStyleClass().add("composer-entry");
        entry.setAlignment(Pos.BOTTOM_LEFT);
        HBox.setHgrow(guard, Priority.ALWAYS);
        Controls.fill(box, pictures, entry);
        box.getStyleClass().add("composer");
        Controls.fill(this, refused, hint, box);
    }

    /// However much somebody drops, the conversation and the entry stay in sight.
    private static ScrollPane bounded(Region content, double tallest) {
        var pane = new ScrollPane(content) {
            // Lines break: how tall it is depends on how wide it is.
            @Override
            public Orientation getContentBias() {
                return Orientation.HORIZONTAL;
            }
        };
        pane.getStyleClass().addAll("edge-to-edge", "bounded");
        pane.setFitToWidth(true);
        pane.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        pane.setFocusTraversable(false);
        pane.setMinHeight(0);
        pane.setMaxHeight(tallest);
        return pane;
    }

    /// Puts the cursor into the entry.
    void focusText() {
        text.requestFocus();
    }

    /// @param wraps whether lines are broken where they may be
    private TextArea textArea(boolean wraps) {
        var area = new GrowingTextArea(SHORTEST, TALLEST, wraps);
        area.setId("composer");
        area.getStyleClass().add("composer-text");
        area.textProperty().bindBidirectional(composer.textProperty());
        area.promptTextProperty()
                .bind(context.localizer()
                        .text(Bindings.createObjectBinding(
                                () -> composer.attachments().isEmpty()
                                                && chat.shownPictureProperty().get() == null
                                        ? ChatTexts.placeholder()
                                        : ChatTexts.placeholderPicture(),
                                composer.attachments(),
                                chat.shownPictureProperty())));
        area.accessibleTextProperty().bind(area.promptTextProperty());
        area.addEventFilter(KeyEvent.KEY_PRESSED, this::keyPressed);
        area.addEventFilter(InputMethodEvent.INPUT_METHOD_TEXT_CHANGED, event -> {
            if (composing && event.getComposed().isEmpty()) {
                committedNanos = System.nanoTime();
            }
            composing = !event.getComposed().isEmpty();
        });
        area.focusedProperty().subscribe(focused -> box.pseudoClassStateChanged(FOCUSED_WITHIN, focused));
        return area;
    }

    /// The entry when the one before could not be laid out.
    private Node unbroken() {
        boolean focused = text.isFocused();
        text.textProperty().unbindBidirectional(composer.textProperty());
        text = textArea(false);
        // Not now: the pulse lays out.
        Platform.runLater(
                () -> composer.refusals().add(new ComposerViewModel.Refusal("", ChatTexts.shownUnbroken(), true)));
        if (focused) {
            text.requestFocus();
        }
        return text;
    }

    private void keyPressed(KeyEvent event) {
        boolean committing = composing || System.nanoTime() - committedNanos < COMMIT_MILLIS * 1_000_000;
        if (event.getCode() == KeyCode.ENTER) {
            event.consume();
            if (committing) {
                return;
            }
            if (event.isShiftDown()) {
                text.replaceSelection("\n");
            } else {
                composer.send();
            }
        } else if (event.getCode() == KeyCode.UP
                && !committing
                && text.getText().isEmpty()) {
            composer.editLast();
            text.positionCaret(text.getLength());
            event.consume();
        } else if (event.getCode() == KeyCode.TAB && !event.isControlDown()) {
            leave(event);
        }
    }

    /// Tab goes on to the next control instead of into the text.
    private void leave(KeyEvent event) {
        event.consume();
        text.fireEvent(new KeyEvent(
                event.getSource(),
                event.getTarget(),
                KeyEvent.KEY_PRESSED,
                "",
                "\t",
                KeyCode.TAB,
                event.isShiftDown(),
                true,
                false,
                false));
    }

    private Button sendButton() {
        Button send = Controls.iconButton(context, ChatTexts.send(), Feather.ARROW_UP, composer::send);
        send.setId("send");
        send.getStyleClass().removeAll(Styles.FLAT);
        send.getStyleClass().addAll(Styles.ACCENT, "round-button");
        send.disableProperty().bind(Bindings.not(composer.sendableProperty()));
        Controls.visibleWhen(send, chat.busyProperty().not());
        return send;
    }

    private Button stopButton() {
        Button stop = Controls.iconButton(context, ChatTexts.stop(), Feather.SQUARE, chat::stop);
        stop.setId("stop");
        stop.getStyleClass().removeAll(Styles.FLAT);
        stop.getStyleClass().addAll("round-button", "stop-button");
        Controls.visibleWhen(stop, chat.busyProperty());
        return stop;
    }

    private void showThumbnails() {
        thumbnails
                .getChildren()
                .setAll(composer.attachments().stream().map(this::thumbnail).toList());
    }

    private Node thumbnail(ComposerViewModel.Attachment attachment) {
        Picture picture = attachment.picture();
        Node inside;
        if (picture == null) {
            var spinner = new ProgressIndicator();
            spinner.getStyleClass().add("spinner");
            var waiting = new StackPane(spinner);
            waiting.getStyleClass().add("thumbnail");
            waiting.setPrefSize(THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT);
            waiting.accessibleTextProperty()
                    .bind(context.localizer().text(ChatTexts.readingPicture(attachment.name())));
            inside = waiting;
        } else {
            var button = new Button();
            button.setGraphic(new Thumbnail(context, picture, THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT));
            button.getStyleClass().add("picture-button");
            Controls.name(context, button, Thumbnail.words(picture));
            button.setOnAction(_ -> composer.show(picture));
            inside = button;
        }
        Button remove = Controls.iconButton(
                context, ChatTexts.removePicture(attachment.name()), Feather.X, () -> composer.remove(attachment));
        remove.getStyleClass().removeAll(Styles.FLAT);
        remove.getStyleClass().add("remove-button");
        var stack = new StackPane(inside, remove);
        StackPane.setAlignment(remove, Pos.TOP_RIGHT);
        stack.setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        return stack;
    }

    private void showRefusals() {
        refusals.getChildren()
                .setAll(composer.refusals().stream().map(this::refusal).toList());
    }

    private Node refusal(ComposerViewModel.Refusal refusal) {
        Phrase sentence = refusal.reason();
        if (!refusal.name().isEmpty()) {
            sentence = refusal.used()
                    ? ChatTexts.usedInPart(refusal.name(), sentence)
                    : ChatTexts.refused(refusal.name(), sentence);
        }
        Label words = Controls.paragraph(context, sentence, "refusal-text");
        words.setGraphic(Controls.icon(refusal.used() ? Feather.ALERT_TRIANGLE : Feather.ALERT_CIRCLE));
        words.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(words, Priority.ALWAYS);
        var row = new HBox(
                words,
                Controls.iconButton(
                        context,
                        ChatTexts.dismiss(),
                        Feather.X,
                        () -> composer.refusals().remove(refusal)));
        row.getStyleClass().addAll("refusal", refusal.used() ? "kept" : "refused");
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }
}
