package dev.tuwen.app.settings;

import atlantafx.base.controls.ToggleSwitch;
import atlantafx.base.theme.Styles;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.i18n.UpdateTexts;
import dev.tuwen.app.settings.UpdatesViewModel.State;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.update.Updates.Newer;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The part of the settings about newer versions. Belongs to [SettingsView].
final class UpdatesView extends VBox {
    private static final double MEGABYTE = 1e6;
    private static final String CANCEL = "cancel-update";

    private final ViewContext context;
    private final UpdatesViewModel updates;
    private final Label sentence = Controls.breakingLines(new Label());
    private final Label notes = Controls.breakingLines(new Label());
    private final ProgressBar bar = new ProgressBar();
    private final HBox actions = new HBox();
    private final VBox found = new VBox(notes, bar, actions);

    UpdatesView(ViewContext context, UpdatesViewModel updates) {
        this.context = context;
        this.updates = updates;
        getStyleClass().add("settings-section");
        sentence.getStyleClass().add("caption");
        bar.getStyleClass().add(Styles.SMALL);
        bar.setMaxWidth(Double.MAX_VALUE);
        actions.getStyleClass().add("actions");
        actions.setAlignment(Pos.CENTER_LEFT);
        found.getStyleClass().add("setting-more");
        var card = new VBox(looking(), found);
        updates.place().ifPresent(place -> card.getChildren().add(daily(place)));
        card.getStyleClass().add("settings-card");
        getChildren().addAll(Controls.label(context, UpdateTexts.title(), "section-title"), card);
        context.localizer()
                .languageProperty()
                .addListener((_, _, _) -> show(updates.stateProperty().get()));
        updates.stateProperty().subscribe(this::show);
    }

    private Node looking() {
        var words = new VBox(Controls.paragraph(context, UpdateTexts.version(updates.version())), sentence);
        words.setAlignment(Pos.CENTER_LEFT);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        var row = new HBox(words);
        row.getStyleClass().add("setting");
        row.setAlignment(Pos.CENTER_LEFT);
        if (updates.place().isPresent()) {
            var look = Controls.button(context, UpdateTexts.look(), Feather.REFRESH_CW, updates::look);
            look.setId("look-for-updates");
            look.setMinWidth(Region.USE_PREF_SIZE);
            look.disableProperty()
                    .bind(updates.stateProperty()
                            .map(now -> now instanceof State.Looking || now instanceof State.Getting));
            row.getChildren().add(look);
        }
        return row;
    }

    private Node daily(String place) {
        var allowed = new ToggleSwitch();
        allowed.setId("look-daily");
        allowed.accessibleTextProperty().bind(context.localizer().text(UpdateTexts.daily()));
        updates.dailyProperty().subscribe(now -> allowed.setSelected(now));
        allowed.selectedProperty().addListener((_, _, wanted) -> {
            if (wanted != updates.dailyProperty().get()) {
                updates.allow(wanted);
            }
        });
        return Controls.settingRow(context, UpdateTexts.daily(), UpdateTexts.dailyAbout(place), allowed);
    }

    private void show(State now) {
        switch (now) {
            case State.Unknown _ ->
                say(updates.place().isPresent() ? UpdateTexts.notLooked() : UpdateTexts.noFeed(), null);
            case State.Looking _ -> say(UpdateTexts.looking(), null);
            case State.Newest _ -> say(UpdateTexts.newest(), null);
            case State.Available(var newer) -> say(available(newer), newer, download(newer));
            case State.Getting(var newer, var fraction) -> {
                bar.setProgress(fraction);
                say(UpdateTexts.downloading(newer.file().name(), UpdatesViewModel.percent(fraction)), newer, cancel());
            }
            case State.Ready(var newer, var file) ->
                say(UpdateTexts.ready(newer.file().name()), newer, folder(file));
            case State.Failed(var reason, var newer) -> {
                if (newer == null) {
                    say(reason, null);
                } else {
                    say(reason, newer, download(newer));
                }
            }
        }
        bar.setVisible(now instanceof State.Getting);
        bar.setManaged(bar.isVisible());
    }

    private static Phrase available(Newer newer) {
        return UpdateTexts.available(
                newer.release().version(),
                DateTimeFormatter.ISO_LOCAL_DATE.format(newer.release().date()));
    }

    private void say(Phrase words, @Nullable Newer newer, Button... buttons) {
        sentence.setText(context.localizer().say(words));
        String said = newer == null
                ? ""
                : newer.release()
                        .notes(context.localizer().languageProperty().get().code());
        notes.setText(said);
        notes.setVisible(!said.isEmpty());
        notes.setManaged(!said.isEmpty());
        // It comes many times while something is got, and must not lose the focus.
        boolean same = buttons.length == 1
                && actions.getChildren().size() == 1
                && CANCEL.equals(buttons[0].getId())
                && CANCEL.equals(actions.getChildren().getFirst().getId());
        if (!same) {
            actions.getChildren().setAll(buttons);
        }
        found.setVisible(newer != null);
        found.setManaged(newer != null);
    }

    private Button download(Newer newer) {
        var download = Controls.button(
                context,
                UpdateTexts.download(newer.file().bytes() / MEGABYTE),
                Feather.DOWNLOAD,
                () -> updates.download(newer));
        download.getStyleClass().add(Styles.ACCENT);
        download.setId("download-update");
        return download;
    }

    private Button cancel() {
        var cancel = Controls.button(context, UpdateTexts.cancel(), null, updates::cancel);
        cancel.setId(CANCEL);
        return cancel;
    }

    private Button folder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        var show = Controls.button(
                context,
                UpdateTexts.showFolder(),
                Feather.FOLDER,
                () -> context.browse().accept(String.valueOf(folder == null ? file.toUri() : folder.toUri())));
        show.setId("show-update");
        return show;
    }
}
