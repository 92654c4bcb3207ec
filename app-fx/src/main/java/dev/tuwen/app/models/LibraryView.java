package dev.tuwen.app.models;

import atlantafx.base.theme.Styles;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.ShelfTexts;
import dev.tuwen.app.models.Shelf.Job;
import dev.tuwen.app.models.Shelf.Kept;
import dev.tuwen.app.models.Shelf.Notice;
import dev.tuwen.app.view.Cards;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.library.ModelImport;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// What lies around the list of models: what was just done, what is being done, what was dropped, models on offer, the
/// folder, the network. Belongs to [ModelsView].
final class LibraryView {
    private final ViewContext context;
    private final LibraryViewModel library;
    private final VBox news = new VBox();
    private final Cards<Kept> broken;
    private final VBox rest = new VBox();
    private final ProgressBar bar = new ProgressBar();
    private final Label words = new Label();
    private @Nullable VBox jobBox;

    LibraryView(ViewContext context, LibraryViewModel library) {
        this.context = context;
        this.library = library;
        broken = new Cards<>(new KeptView(context, library)::incomplete);
        news.getStyleClass().add("cards");
        rest.getStyleClass().add("page-parts");
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.getStyleClass().add(Styles.SMALL);
        words.getStyleClass().add("caption");
        rest.getChildren().addAll(new OffersView(context, library), folder(), new NetworkView(context, library));
        library.noticeProperty().subscribe(this::showNotice);
        library.job().jobProperty().subscribe(this::showJob);
        library.droppedProperty().subscribe(this::showDropped);
        library.kept().addListener((ListChangeListener<Kept>) _ -> showBroken());
        showBroken();
    }

    /// What just happens; above the models.
    VBox news() {
        return news;
    }

    /// Models that lack files; among the models.
    VBox broken() {
        return broken;
    }

    /// What comes below the models.
    VBox rest() {
        return rest;
    }

    private void replace(String id, @Nullable VBox box) {
        news.getChildren().removeIf(node -> id.equals(node.getId()));
        if (box != null) {
            box.setId(id);
            news.getChildren().add(box);
        }
        news.setVisible(!news.getChildren().isEmpty());
        news.setManaged(!news.getChildren().isEmpty());
    }

    private void showNotice(@Nullable Notice notice) {
        if (notice == null) {
            replace("notice", null);
            return;
        }
        var sentence = Controls.paragraph(context, notice.words(), "problem-text");
        sentence.setGraphic(Controls.icon(notice.good() ? Feather.CHECK : Feather.ALERT_CIRCLE));
        HBox.setHgrow(sentence, Priority.ALWAYS);
        sentence.setMaxWidth(Double.MAX_VALUE);
        var row = new HBox(sentence, Controls.iconButton(context, ChatTexts.dismiss(), Feather.X, library::dismiss));
        row.setAlignment(Pos.CENTER_LEFT);
        var box = new VBox(row);
        box.getStyleClass().add(notice.good() ? "good-news" : "problem");
        replace("notice", box);
    }

    private void showJob(@Nullable Job job) {
        if (job == null) {
            jobBox = null;
            replace("job", null);
            return;
        }
        if (jobBox == null) {
            var cancel = Controls.button(context, ShelfTexts.cancel(), null, library.job()::cancel);
            var box = new VBox(words, bar, cancel);
            box.getStyleClass().add("card");
            jobBox = box;
            replace("job", box);
        }
        var progress = job.progress();
        bar.setProgress(progress.fraction());
        words.textProperty().unbind();
        words.textProperty()
                .bind(context.localizer()
                        .text(ShelfTexts.working(
                                job.name(),
                                Quantities.percent(progress.fraction()),
                                Quantities.left(progress.secondsLeft()))));
    }

    private void showDropped(ModelImport.@Nullable Candidate candidate) {
        if (candidate == null) {
            replace("dropped", null);
            return;
        }
        var question = Controls.paragraph(
                context, ShelfTexts.addTitle(candidate.name(), Quantities.size(candidate.bytes())), "card-title");
        var actions = new HBox();
        actions.getStyleClass().add("actions");
        if (candidate.kit()) {
            var install = Controls.button(
                    context, ShelfTexts.addKit(), Feather.PACKAGE, () -> library.take(ModelImport.Mode.COPY));
            install.getStyleClass().add(Styles.ACCENT);
            install.setId("add-kit");
            actions.getChildren().add(install);
        } else {
            var inPlace = Controls.button(
                    context, ShelfTexts.addInPlace(), null, () -> library.take(ModelImport.Mode.IN_PLACE));
            inPlace.getStyleClass().add(Styles.ACCENT);
            inPlace.setId("add-in-place");
            actions.getChildren()
                    .addAll(
                            inPlace,
                            Controls.button(
                                    context, ShelfTexts.addMove(), null, () -> library.take(ModelImport.Mode.MOVE)),
                            Controls.button(
                                    context, ShelfTexts.addCopy(), null, () -> library.take(ModelImport.Mode.COPY)));
        }
        actions.getChildren().add(Controls.button(context, ShelfTexts.cancel(), null, library::refuse));
        var box = new VBox(question);
        if (candidate.lacksMmproj()) {
            box.getChildren().add(Controls.paragraph(context, ShelfTexts.addBlind(), "muted"));
        }
        box.getChildren().add(actions);
        box.getStyleClass().add("card");
        replace("dropped", box);
    }

    private void showBroken() {
        broken.show(
                library.kept().stream().filter(kept -> !kept.item().complete()).toList());
        broken.setVisible(!broken.getChildren().isEmpty());
        broken.setManaged(!broken.getChildren().isEmpty());
    }

    private VBox folder() {
        Label place = Controls.breakingLines(new Label());
        place.getStyleClass().add("caption");
        place.textProperty()
                .bind(context.localizer()
                        .text(library.settingsProperty()
                                .map(_ -> ShelfTexts.folderIs(library.folder().toString()))));
        var show = Controls.button(
                context,
                ShelfTexts.showFolder(),
                Feather.FOLDER,
                () -> context.browse().accept(library.folder().toUri().toString()));
        var move = Controls.button(
                context,
                ShelfTexts.moveFolder(),
                Feather.HARD_DRIVE,
                () -> Controls.chooseFolder(context, ShelfTexts.moveFolder(), rest, library::move));
        var actions = new HBox(show, move);
        actions.getStyleClass().add("actions");
        var box = new VBox(place, actions);
        box.getStyleClass().add("card");
        return box;
    }
}
