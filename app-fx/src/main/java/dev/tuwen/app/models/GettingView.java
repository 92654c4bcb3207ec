package dev.tuwen.app.models;

import atlantafx.base.theme.Styles;
import dev.tuwen.app.error.Advice;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.i18n.ShelfTexts;
import dev.tuwen.app.models.Shelf.Getting;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.library.DownloadPlanner;
import dev.tuwen.library.DownloadProgress;
import dev.tuwen.library.Licence;
import dev.tuwen.library.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.collections.FXCollections;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The way of one model to this machine: licence, sources, progress, what went wrong. Belongs to [OffersView].
final class GettingView extends VBox {
    private final ViewContext context;
    private final GettingViewModel getting;
    private final ProgressBar bar = new ProgressBar();
    private final Label words = new Label();
    private @Nullable Button next;
    private Shelf.@Nullable Stage shown;
    private boolean shownPaused;
    private String source = DownloadPlanner.QUICKEST;

    GettingView(ViewContext context, GettingViewModel getting) {
        this.context = context;
        this.getting = getting;
        getStyleClass().add("getting");
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.getStyleClass().add(Styles.SMALL);
        Controls.breakingLines(words);
        words.getStyleClass().add("caption");
        source = getting.usualSource();
    }

    /// Shows where the download stands. Only numbers change while it runs.
    void show(Getting now) {
        DownloadProgress progress = now.progress();
        boolean paused = progress != null && progress.phase() == DownloadProgress.Phase.PAUSED;
        if (now.stage() != shown || paused != shownPaused) {
            shown = now.stage();
            shownPaused = paused;
            boolean focused = Controls.hasFocus(this);
            getChildren()
                    .setAll(
                            switch (now.stage()) {
                                case LICENCE -> licence(now);
                                case CHOOSING, RUNNING -> running(paused);
                                case FAILED -> failed(now);
                            });
            if (focused) {
                focusNext();
            }
        }
        words.textProperty().unbind();
        words.textProperty().bind(context.localizer().text(progress == null ? ShelfTexts.choosing() : say(progress)));
        bar.setProgress(progress == null ? ProgressBar.INDETERMINATE_PROGRESS : progress.fraction());
    }

    /// Gives the focus to what is most likely wanted next.
    void focusNext() {
        Button wanted = next;
        if (wanted != null) {
            wanted.requestFocus();
        }
    }

    private List<Node> licence(Getting now) {
        Licence licence = now.entry().licence();
        var name = words(licence, Licence.Words::title);
        var summary = words(licence, Licence.Words::summary);
        summary.setMinHeight(USE_PREF_SIZE);
        summary.getStyleClass().add("muted");
        var read = Controls.button(
                context,
                ShelfTexts.licenceRead(),
                Feather.EXTERNAL_LINK,
                () -> context.browse().accept(licence.address()));
        read.getStyleClass().addAll(Styles.FLAT, "quiet");
        var accept =
                Controls.button(context, ShelfTexts.licenceAccept(), Feather.DOWNLOAD, () -> getting.download(source));
        accept.getStyleClass().add(Styles.ACCENT);
        accept.setId("accept-licence");
        next = accept;
        return List.of(
                Controls.label(context, ShelfTexts.licenceTitle(now.entry().title()), "card-title"),
                name,
                summary,
                read,
                sourceRow(),
                actions(accept, Controls.button(context, ShelfTexts.cancel(), null, getting::leave)));
    }

    private Label words(Licence licence, Function<Licence.Words, String> part) {
        var label = new Label();
        label.textProperty()
                .bind(context.localizer().languageProperty().map(language -> part.apply(licence.in(language.code()))));
        label.setWrapText(true);
        return label;
    }

    private List<Node> running(boolean paused) {
        var pause = paused
                ? Controls.button(context, ShelfTexts.resume(), Feather.PLAY, () -> getting.pause(false))
                : Controls.button(context, ShelfTexts.pause(), Feather.PAUSE, () -> getting.pause(true));
        pause.setId("pause-download");
        next = pause;
        var stop = Controls.button(context, ShelfTexts.stop(), Feather.X, getting::discard);
        stop.setId("stop-download");
        return List.of(bar, words, actions(pause, stop));
    }

    private List<Node> failed(Getting now) {
        var nodes = new ArrayList<Node>();
        Advice problem = now.problem();
        if (problem != null) {
            nodes.add(Controls.problem(context, problem));
        }
        var again = Controls.button(context, ShelfTexts.tryAgain(), Feather.REFRESH_CW, () -> getting.download(source));
        again.getStyleClass().add(Styles.ACCENT);
        again.setId("try-again");
        next = again;
        nodes.add(sourceRow());
        nodes.add(actions(
                again,
                Controls.button(context, ShelfTexts.cancel(), null, getting::leave),
                Controls.button(context, ShelfTexts.discard(), Feather.TRASH_2, getting::discard)));
        return nodes;
    }

    private static Node actions(Node... buttons) {
        var row = new HBox(buttons);
        row.getStyleClass().add("actions");
        return row;
    }

    /// The source is chosen where it fails.
    private Node sourceRow() {
        var ids = new ArrayList<String>();
        ids.add(DownloadPlanner.QUICKEST);
        getting.sources().forEach(each -> ids.add(each.id()));
        var box = new ChoiceBox<String>(FXCollections.observableArrayList(ids));
        box.setConverter(names(context, getting.sources()));
        box.setValue(ids.contains(source) ? source : DownloadPlanner.QUICKEST);
        box.setId("choose-source");
        box.valueProperty().addListener((_, _, chosen) -> source = chosen);
        var row = new HBox(Controls.label(context, ShelfTexts.fromSource(), "muted"), box);
        row.getStyleClass().add("actions");
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    /// Sources as people call them.
    static StringConverter<String> names(ViewContext context, List<Source> sources) {
        return new StringConverter<>() {
            @Override
            public String toString(@Nullable String id) {
                return sources.stream()
                        .filter(source -> source.id().equals(id))
                        .findFirst()
                        .map(Source::title)
                        .orElseGet(() -> context.localizer().say(ShelfTexts.quickest()));
            }

            @Override
            public String fromString(String text) {
                throw new UnsupportedOperationException("sources are chosen, not typed");
            }
        };
    }

    private static Phrase say(DownloadProgress progress) {
        double done = Quantities.gigabytes(progress.bytes());
        double total = Quantities.gigabytes(progress.totalBytes());
        return switch (progress.phase()) {
            case DOWNLOADING ->
                ShelfTexts.downloading(
                        progress.source(),
                        done,
                        total,
                        progress.bytesPerSecond() / 1e6,
                        Quantities.left(progress.secondsLeft()));
            case WAITING -> ShelfTexts.waiting(progress.source(), (int) progress.waitSeconds());
            case PAUSED -> ShelfTexts.paused(done, total);
            case CHECKING -> ShelfTexts.checking(progress.file(), Quantities.percent(progress.fraction()));
            case FINISHING -> ShelfTexts.finishing();
        };
    }
}
