package dev.tuwen.app.chat;

import atlantafx.base.theme.Styles;
import dev.tuwen.app.engine.EngineState;
import dev.tuwen.app.error.Advice;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.WindowTexts;
import dev.tuwen.app.picture.Thumbnail;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.collections.WeakListChangeListener;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// What stands where a conversation will be: a place to drop a picture, and three pictures to try. Belongs to
/// [ChatView].
final class EmptyView extends ScrollPane {
    private static final double CARD_WIDTH = 144;
    private static final double CARD_HEIGHT = 96;

    private final ViewContext context;
    private final ChatViewModel chat;
    private final ListChangeListener<SamplePicture> samplesRead;

    EmptyView(
            ViewContext context,
            ChatViewModel chat,
            SamplePictures samples,
            ObservableValue<EngineState> state,
            ChatView.Surroundings surroundings) {
        this.context = context;
        this.chat = chat;
        getStyleClass().addAll("edge-to-edge", "empty-page");
        setFitToWidth(true);
        setFitToHeight(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        setFocusTraversable(false);
        var title = Controls.paragraph(context, ChatTexts.emptyTitle(), "page-title");
        var cards = new FlowPane();
        cards.getStyleClass().add("samples");
        cards.setAlignment(Pos.CENTER);
        cards.setRowValignment(VPos.TOP);
        // The samples outlive this view.
        samplesRead = _ -> showSamples(cards, samples.pictures());
        samples.pictures().addListener(new WeakListChangeListener<>(samplesRead));
        showSamples(cards, samples.pictures());
        var invitation = Controls.label(context, ChatTexts.emptySamples(), "muted");
        // Whoever brought a picture needs no sample.
        var wanted = Bindings.isNotEmpty(samples.pictures())
                .and(Bindings.isEmpty(chat.composer().attachments()));
        Controls.visibleWhen(invitation, wanted);
        Controls.visibleWhen(cards, wanted);
        Label demo = Controls.paragraph(context, ChatTexts.emptyDemo(), "caption");
        demo.getStyleClass().add("centered");
        Controls.visibleWhen(demo, state.map(now -> now instanceof EngineState.Ready(var info) && info.demo()));
        var own = Controls.button(
                context,
                surroundings.better(),
                Feather.BOX,
                () -> surroundings.remedies().accept(Advice.Remedy.CHOOSE_MODEL));
        own.getStyleClass().addAll(Styles.FLAT, "quiet");
        var page = new VBox();
        Controls.fill(
                page,
                title,
                standIn(surroundings),
                dropArea(surroundings.choose()),
                loading(state),
                invitation,
                cards,
                demo,
                own);
        page.getStyleClass().add("empty-column");
        page.setAlignment(Pos.CENTER);
        page.setMinHeight(USE_PREF_SIZE);
        setContent(page);
    }

    /// Why the demo model is here though another one was wanted.
    private Node standIn(ChatView.Surroundings surroundings) {
        var box = new VBox();
        box.setAlignment(Pos.CENTER);
        chat.standInProperty().subscribe(advice -> {
            box.getChildren().clear();
            if (advice != null) {
                var remedy = Controls.button(
                        context,
                        TranscriptRows.words(advice.remedy()),
                        null,
                        () -> surroundings.remedies().accept(advice.remedy()));
                var problem = Controls.problem(context, advice, remedy);
                problem.getStyleClass().add("stand-in");
                box.getChildren().add(problem);
            }
        });
        Controls.visibleWhen(box, chat.standInProperty().isNotNull());
        return box;
    }

    private Node dropArea(Runnable choose) {
        var words = Controls.label(context, ChatTexts.emptyDrop(), "drop-words");
        var formats = Controls.paragraph(context, ChatTexts.emptyFormats(), "caption", "centered");
        Button button = Controls.button(context, ChatTexts.emptyChoose(), null, choose);
        button.setId("choose-pictures");
        var icon = Controls.icon(Feather.IMAGE);
        icon.getStyleClass().add("large-icon");
        var area = new VBox(icon, words, formats, button);
        area.getStyleClass().add("drop-area");
        area.setAlignment(Pos.CENTER);
        area.setMaxWidth(Double.MAX_VALUE);
        return area;
    }

    /// How far the model is: the window is there before it.
    private Node loading(ObservableValue<EngineState> state) {
        var words = Controls.label(
                context.localizer()
                        .text(state.map(now -> now instanceof EngineState.Opening(_, var stage, _)
                                ? switch (stage) {
                                    case FINDING_DEVICE -> WindowTexts.stageDevice();
                                    case READING_FILES -> WindowTexts.stageReading();
                                    case PACKING_WEIGHTS -> WindowTexts.stagePacking();
                                }
                                : WindowTexts.statusNone())),
                "caption");
        var bar = new ProgressBar();
        bar.getStyleClass().add(Styles.SMALL);
        bar.progressProperty()
                .bind(state.map(
                        now -> now instanceof EngineState.Opening(_, _, double fraction) ? fraction : 1.0));
        var box = new VBox(words, bar);
        box.setAlignment(Pos.CENTER);
        box.getStyleClass().add("loading");
        Controls.visibleWhen(box, state.map(EngineState.Opening.class::isInstance));
        return box;
    }

    private void showSamples(FlowPane cards, List<SamplePicture> samples) {
        cards.getChildren().setAll(samples.stream().map(this::card).toList());
    }

    private Node card(SamplePicture sample) {
        var question = new Label();
        question.textProperty().bind(context.localizer().languageProperty().map(sample::question));
        question.setWrapText(true);
        question.getStyleClass().add("sample-question");
        question.setPrefWidth(CARD_WIDTH);
        var content = new VBox(new Thumbnail(context, sample.picture(), CARD_WIDTH, CARD_HEIGHT), question);
        content.getStyleClass().add("sample-content");
        var card = new Button();
        card.setGraphic(content);
        card.getStyleClass().add("sample-card");
        card.accessibleTextProperty().bind(question.textProperty());
        card.setOnAction(_ -> {
            if (!chat.busyProperty().get()) {
                chat.ask(question.getText(), List.of(sample.picture()));
            }
        });
        return card;
    }
}
