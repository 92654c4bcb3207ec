package dev.tuwen.app.chat;

import atlantafx.base.theme.Styles;
import dev.tuwen.app.error.Advice;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.markdown.BlockViews;
import dev.tuwen.app.markdown.Html;
import dev.tuwen.app.markdown.MarkdownStream;
import dev.tuwen.app.markdown.PlainView;
import dev.tuwen.app.markdown.Span;
import dev.tuwen.app.markdown.TextView;
import dev.tuwen.app.picture.Thumbnail;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.Excerpt;
import dev.tuwen.app.view.Shaping;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.assistant.Answer;
import dev.tuwen.assistant.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.animation.PauseTransition;
import javafx.geometry.Pos;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/// Draws the rows of one conversation. Made by [ChatView]; the application's thread.
final class TranscriptRows {
    private static final double THUMBNAIL_WIDTH = 96;
    private static final double THUMBNAIL_HEIGHT = 72;
    private static final Duration CONFIRMATION = Duration.seconds(1.5);

    private final ViewContext context;
    private final ChatViewModel chat;
    private final BlockViews blocks;
    private final Consumer<Advice.Remedy> remedies;

    /// @param remedies told when somebody presses the button of a problem
    TranscriptRows(ViewContext context, ChatViewModel chat, Consumer<String> follow, Consumer<Advice.Remedy> remedies) {
        this.context = context;
        this.chat = chat;
        this.blocks = new BlockViews(context, follow);
        this.remedies = remedies;
    }

    /// A node that shows the row.
    Node row(TranscriptItem item) {
        Node node = switch (item) {
            case TranscriptItem.Question(int _, String text, List<Picture> pictures) -> question(text, pictures);
            case TranscriptItem.Block(int _, var block) -> blocks.of(block);
            case TranscriptItem.Progress(int _, Phrase phrase, double fraction) -> progress(phrase, fraction);
            case TranscriptItem.Pace(int _, Phrase phrase) -> Controls.label(context, phrase, "caption", "pace");
            case TranscriptItem.Notice(int _, Phrase phrase) -> notice(phrase);
            case TranscriptItem.Problem(int turn, Advice advice, boolean last) -> problem(advice, last, turn > 0);
            case TranscriptItem.Footer footer -> footer(footer);
        };
        VBox column = column(node);
        column.setFillWidth(!(item instanceof TranscriptItem.Question));
        column.setAlignment(item instanceof TranscriptItem.Question ? Pos.TOP_RIGHT : Pos.TOP_LEFT);
        return column;
    }

    /// The words of a row that cannot be laid out as it should.
    Node plainRow(TranscriptItem item) {
        return column(new PlainView(
                context,
                switch (item) {
                    case TranscriptItem.Question question -> question.text();
                    case TranscriptItem.Block(int _, var block) -> PlainView.text(block);
                    case TranscriptItem.Progress(int _, Phrase phrase, double _) ->
                        context.localizer().say(phrase);
                    case TranscriptItem.Pace(int _, Phrase phrase) ->
                        context.localizer().say(phrase);
                    case TranscriptItem.Notice(int _, Phrase phrase) ->
                        context.localizer().say(phrase);
                    case TranscriptItem.Problem problem ->
                        context.localizer().say(problem.advice().sentence());
                    case TranscriptItem.Footer _ -> "";
                }));
    }

    private static VBox column(Node node) {
        var column = new VBox(node);
        column.getStyleClass().add("reading-column");
        return column;
    }

    private Node question(String text, List<Picture> pictures) {
        var bubble = new VBox();
        bubble.getStyleClass().add("question");
        bubble.setMaxWidth(Region.USE_PREF_SIZE);
        if (!pictures.isEmpty()) {
            var row = new FlowPane();
            row.getStyleClass().add("thumbnails");
            row.setPrefWrapLength(pictures.size() * (THUMBNAIL_WIDTH + 8));
            pictures.forEach(picture -> row.getChildren().add(thumbnail(picture)));
            bubble.getChildren().add(row);
        }
        paragraphs(text)
                .forEach(lines -> bubble.getChildren()
                        .add(new TextView(context, List.of(Span.of(lines)), _ -> {}, "question-text")));
        return bubble;
    }

    /// The text, cut where a line runs the other way than the line before.
    private static List<String> paragraphs(String text) {
        var paragraphs = new ArrayList<String>();
        for (String line : text.split("\n", -1)) {
            int last = paragraphs.size() - 1;
            if (last >= 0 && (line.isBlank() || Shaping.direction(line) == Shaping.direction(paragraphs.get(last)))) {
                paragraphs.set(last, paragraphs.get(last) + "\n" + line);
            } else {
                paragraphs.add(line);
            }
        }
        return paragraphs;
    }

    private Node thumbnail(Picture picture) {
        var button = new Button();
        button.setGraphic(new Thumbnail(context, picture, THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT));
        button.getStyleClass().add("picture-button");
        Controls.name(context, button, Thumbnail.words(picture));
        button.setOnAction(_ -> chat.shownPictureProperty().set(picture));
        return button;
    }

    private Node progress(Phrase phrase, double fraction) {
        var row = new VBox();
        row.getStyleClass().add("progress-row");
        var words = new HBox();
        words.setAlignment(Pos.CENTER_LEFT);
        words.getStyleClass().add("progress-words");
        if (fraction < 0) {
            var spinner = new ProgressIndicator();
            spinner.getStyleClass().add("spinner");
            words.getChildren().add(spinner);
        }
        words.getChildren().add(Controls.label(context, phrase, "muted"));
        row.getChildren().add(words);
        if (fraction >= 0) {
            var bar = new ProgressBar(fraction);
            bar.getStyleClass().add(Styles.SMALL);
            row.getChildren().add(bar);
        }
        return row;
    }

    private Node notice(Phrase phrase) {
        return Controls.paragraph(context, phrase, "notice");
    }

    /// @param last whether something can still be done about it here
    /// @param followUp whether earlier turns and their pictures take part
    private Node problem(Advice advice, boolean last, boolean followUp) {
        var box = new VBox();
        box.getStyleClass().add("problem");
        var sentence = Controls.paragraph(context, advice.sentence(), "problem-text");
        sentence.setGraphic(Controls.icon(Feather.ALERT_CIRCLE));
        var actions = new HBox();
        actions.getStyleClass().add("actions");
        actions.setAlignment(Pos.CENTER_LEFT);
        if (last && advice.remedy() != Advice.Remedy.NONE) {
            actions.getChildren()
                    .add(Controls.button(
                            context, words(advice.remedy()), null, () -> remedies.accept(advice.remedy())));
        }
        if (last && advice.remedy() == Advice.Remedy.CHANGE_QUESTION && followUp) {
            actions.getChildren()
                    .add(Controls.button(
                            context, ChatTexts.newChat(), null, () -> remedies.accept(Advice.Remedy.NEW_CHAT)));
        }
        // Once another model or other settings are chosen, the same question may be answered.
        if (last && (advice.remedy() == Advice.Remedy.CHOOSE_MODEL || advice.remedy() == Advice.Remedy.OPEN_SETTINGS)) {
            actions.getChildren().add(Controls.button(context, ChatTexts.tryAgain(), null, chat::regenerate));
        }
        actions.getChildren()
                .add(more(Controls.menuItem(
                        context, ChatTexts.copyDetails(), () -> context.copy().accept(advice.details()))));
        box.getChildren().addAll(sentence, actions);
        return box;
    }

    /// What is on the button of a remedy.
    static Phrase words(Advice.Remedy remedy) {
        return switch (remedy) {
            case NONE, TRY_AGAIN -> ChatTexts.tryAgain();
            case CHOOSE_MODEL -> ChatTexts.chooseModel();
            case OPEN_SETTINGS -> ChatTexts.openSettings();
            case CHANGE_QUESTION -> ChatTexts.changeQuestion();
            case NEW_CHAT -> ChatTexts.newChat();
        };
    }

    private Node footer(TranscriptItem.Footer footer) {
        var row = new HBox();
        row.getStyleClass().add("answer-footer");
        row.setAlignment(Pos.CENTER_LEFT);
        Answer answer = footer.answer();
        if (!answer.text().isEmpty()) {
            row.getChildren().add(copyButton(answer.text()));
        }
        if (footer.last()) {
            row.getChildren()
                    .add(Controls.iconButton(context, ChatTexts.regenerate(), Feather.REFRESH_CW, chat::regenerate));
        }
        if (answer.answerTokens() > 0) {
            Phrase details = ChatTexts.details(
                    answer.answerTokens(),
                    answer.secondsToFirstToken(),
                    answer.promptTokens() - answer.reusedTokens(),
                    answer.reusedTokens());
            var about = Controls.menuItem(
                    context,
                    details,
                    () -> context.copy().accept(context.localizer().say(details)));
            row.getChildren().add(more(about));
            if (answer.tokensPerSecond() > 0) {
                row.getChildren().add(Controls.spacer());
                row.getChildren().add(Controls.label(context, ChatTexts.speed(answer.tokensPerSecond()), "caption"));
            }
        }
        return row;
    }

    private Button copyButton(String text) {
        Button button = Controls.iconButton(context, ChatTexts.copyAnswer(), Feather.COPY, () -> {});
        button.setOnAction(_ -> {
            context.clipboard().accept(new Excerpt(text, Html.ofBlocks(MarkdownStream.blocks(text))));
            button.setGraphic(Controls.icon(Feather.CHECK));
            Controls.name(context, button, ChatTexts.copied());
            var pause = new PauseTransition(CONFIRMATION);
            pause.setOnFinished(_ -> {
                button.setGraphic(Controls.icon(Feather.COPY));
                Controls.name(context, button, ChatTexts.copyAnswer());
            });
            pause.play();
        });
        return button;
    }

    private Node more(MenuItem item) {
        Button button = Controls.iconButton(context, ChatTexts.more(), Feather.MORE_HORIZONTAL, () -> {});
        var menu = new ContextMenu(item);
        button.setOnAction(_ -> menu.show(button, Side.BOTTOM, 0, 4));
        return button;
    }
}
