package dev.tuwen.app.chat;

import atlantafx.base.theme.Styles;
import dev.tuwen.app.engine.EngineState;
import dev.tuwen.app.error.Advice;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// One conversation: what was said, and below it the entry. Made by the window; the application's thread.
public final class ChatView extends BorderPane {
    /// What the window does for a conversation.
    ///
    /// @param choose lets the person choose files
    /// @param remedies does something about a problem
    /// @param better says which model could be had, or that there is one
    public record Surroundings(Runnable choose, Consumer<Advice.Remedy> remedies, ObservableValue<Phrase> better) {}

    private static final Set<String> OPENED_SCHEMES = Set.of("http", "https", "mailto");

    private final ViewContext context;
    private final ComposerView composer;
    private final VBox links = new VBox();

    /// @param context what views need
    /// @param chat what to show
    /// @param samples pictures to try
    /// @param state where the model stands
    /// @param surroundings what the window does
    public ChatView(
            ViewContext context,
            ChatViewModel chat,
            SamplePictures samples,
            ObservableValue<EngineState> state,
            Surroundings surroundings) {
        this.context = context;
        setMinSize(0, 0);
        composer = new ComposerView(context, chat, surroundings.choose());
        var rows = new TranscriptRows(context, chat, this::follow, surroundings.remedies());
        var transcript = new TranscriptView(context, chat, rows);
        var empty = new EmptyView(context, chat, samples, state, surroundings);
        Controls.visibleWhen(transcript, chat.askedProperty());
        Controls.visibleWhen(empty, chat.askedProperty().not());
        var middle = new StackPane();
        Controls.fill(middle, empty, transcript);
        setCenter(middle);
        Controls.visibleWhen(links, Bindings.isNotEmpty(links.getChildren()));
        var bottom = new VBox(links, composer);
        bottom.getStyleClass().add("chat-bottom");
        bottom.setAlignment(Pos.CENTER);
        setBottom(bottom);
        // The entry ends where the rows above it end, with the bar or without.
        Runnable align = () -> setMargin(bottom, transcript.sides());
        transcript.widthProperty().subscribe(align);
        transcript.viewportBoundsProperty().subscribe(align);
        transcript.visibleProperty().subscribe(align);
        // The sample that was clicked is gone, and with it the focus.
        chat.askedProperty().subscribe(asked -> {
            if (asked) {
                composer.focusText();
            }
        });
    }

    /// Puts the cursor into the entry.
    public void focusComposer() {
        composer.focusText();
    }

    /// Leaves the question whether to follow a link.
    ///
    /// @return whether there was one
    public boolean leaveQuestion() {
        if (links.getChildren().isEmpty()) {
            return false;
        }
        leaveLink();
        return true;
    }

    /// Asks before a link leads out; only a few kinds do at all.
    private void follow(String link) {
        boolean opens = OPENED_SCHEMES.contains(scheme(link));
        var address = new Label(link);
        address.getStyleClass().add("link-address");
        var words = Controls.paragraph(context, opens ? ChatTexts.linkQuestion() : ChatTexts.linkRefused());
        var actions = new HBox();
        actions.getStyleClass().add("actions");
        actions.setAlignment(Pos.CENTER_LEFT);
        if (opens) {
            var open = Controls.button(context, ChatTexts.openLink(), Feather.EXTERNAL_LINK, () -> {
                leaveLink();
                context.browse().accept(link);
            });
            open.getStyleClass().add(Styles.ACCENT);
            actions.getChildren().add(open);
        }
        actions.getChildren().add(Controls.button(context, ChatTexts.copyLink(), Feather.COPY, () -> {
            leaveLink();
            context.copy().accept(link);
        }));
        actions.getChildren().add(Controls.iconButton(context, ChatTexts.dismiss(), Feather.X, this::leaveLink));
        var box = new VBox(words, address, actions);
        box.getStyleClass().add("link-question");
        links.getChildren().setAll(box);
        actions.getChildren().getFirst().requestFocus();
    }

    private void leaveLink() {
        links.getChildren().clear();
        composer.focusText();
    }

    private static String scheme(String link) {
        try {
            String scheme = URI.create(link).getScheme();
            return scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
