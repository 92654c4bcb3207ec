package dev.tuwen.app.models;

import atlantafx.base.controls.ToggleSwitch;
import dev.tuwen.app.i18n.NetworkTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.library.DownloadPlanner;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.library.Source;
import dev.tuwen.network.NetworkRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.collections.FXCollections;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// What may be done on the network: the seal, source, proxy, speed, and what was done there. Belongs to
/// [LibraryView].
final class NetworkView extends VBox {
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("danger");

    private final ViewContext context;
    private final LibraryViewModel library;
    private boolean showing;

    NetworkView(ViewContext context, LibraryViewModel library) {
        this.context = context;
        this.library = library;
        getStyleClass().add("settings-section");
        var card = new VBox(
                seal(),
                row(NetworkTexts.source(), null, sources()),
                row(
                        NetworkTexts.address(),
                        NetworkTexts.addressAbout("https://host/{repo}/{path}"),
                        field(
                                settings -> settings.value(LibrarySettings.OWN_ADDRESS),
                                text -> text.isBlank() ? "" : Source.checkedAddress(text),
                                (settings, text) -> settings.with(LibrarySettings.OWN_ADDRESS, text))),
                row(
                        NetworkTexts.proxy(),
                        NetworkTexts.proxyAbout(),
                        field(
                                settings -> NetworkRules.shownProxy(settings.value(LibrarySettings.PROXY)),
                                LibrarySettings::checkedProxy,
                                (settings, text) -> settings.with(LibrarySettings.PROXY, text))),
                row(
                        NetworkTexts.limit(),
                        NetworkTexts.limitAbout(),
                        field(
                                settings -> String.format(
                                        Locale.ROOT, "%.1f", settings.value(LibrarySettings.BYTES_PER_SECOND) / 1e6),
                                NetworkView::checkedLimit,
                                (settings, text) -> settings.with(
                                        LibrarySettings.BYTES_PER_SECOND, (long) (Double.parseDouble(text) * 1e6)))));
        card.getStyleClass().add("settings-card");
        getChildren()
                .addAll(
                        Controls.label(context, NetworkTexts.title(), "section-title"),
                        card,
                        new ConnectionsView(context, library));
    }

    private Node seal() {
        boolean forced = NetworkRules.sealedBy(System.getenv());
        var seal = new ToggleSwitch();
        seal.setId("seal");
        seal.setDisable(forced);
        seal.accessibleTextProperty().bind(context.localizer().text(NetworkTexts.seal()));
        library.settingsProperty().subscribe(settings -> {
            showing = true;
            seal.setSelected(settings.networkRules().sealed());
            showing = false;
        });
        seal.selectedProperty().addListener((_, _, wanted) -> {
            if (!showing) {
                library.change(before -> before.with(LibrarySettings.SEALED, wanted));
            }
        });
        return row(NetworkTexts.seal(), forced ? NetworkTexts.sealForced() : NetworkTexts.sealAbout(), seal);
    }

    private Node sources() {
        var box = new ChoiceBox<String>();
        box.setMinWidth(USE_PREF_SIZE);
        library.settingsProperty().subscribe(settings -> {
            List<Source> sources = library.sources();
            var ids = new ArrayList<String>();
            ids.add(DownloadPlanner.QUICKEST);
            sources.forEach(source -> ids.add(source.id()));
            showing = true;
            box.setConverter(GettingView.names(context, sources));
            box.setItems(FXCollections.observableArrayList(ids));
            String chosen = settings.value(LibrarySettings.SOURCE);
            box.setValue(ids.contains(chosen) ? chosen : DownloadPlanner.QUICKEST);
            showing = false;
        });
        context.localizer()
                .languageProperty()
                .addListener((_, _, _) -> box.setConverter(GettingView.names(context, library.sources())));
        box.valueProperty().addListener((_, _, chosen) -> {
            if (!showing && chosen != null) {
                library.change(before -> before.with(LibrarySettings.SOURCE, chosen));
            }
        });
        return box;
    }

    /// Text that holds when it is entered or left; what cannot be used stays as it was.
    private TextField field(
            Function<LibrarySettings, String> read,
            Function<String, String> check,
            BiFunction<LibrarySettings, String, LibrarySettings> write) {
        var field = new TextField();
        field.getStyleClass().add("address");
        library.settingsProperty().subscribe(settings -> field.setText(read.apply(settings)));
        Consumer<String> enter = text -> {
            if (text.strip().equals(read.apply(library.settingsProperty().get()))) {
                field.pseudoClassStateChanged(WRONG, false);
                return;
            }
            try {
                String checked = check.apply(text.strip());
                field.pseudoClassStateChanged(WRONG, false);
                library.change(before -> write.apply(before, checked));
            } catch (RuntimeException e) {
                field.pseudoClassStateChanged(WRONG, true);
            }
        };
        field.setOnAction(_ -> enter.accept(field.getText()));
        field.focusedProperty().addListener((_, _, focused) -> {
            if (!focused) {
                enter.accept(field.getText());
            }
        });
        return field;
    }

    private static String checkedLimit(String text) {
        double value = Double.parseDouble(text.replace(',', '.'));
        if (!(value >= 0 && value <= 100_000)) {
            throw new IllegalArgumentException("speed limit " + text + ", expected 0 to 100000");
        }
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private Node row(Phrase name, @Nullable Phrase about, Node control) {
        return Controls.settingRow(context, name, about, control);
    }
}
