package dev.tuwen.app.settings;

import atlantafx.base.controls.ToggleSwitch;
import atlantafx.base.theme.Styles;
import dev.tuwen.app.i18n.Language;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.i18n.SettingsTexts;
import dev.tuwen.app.page.Page;
import dev.tuwen.app.page.PageView;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.assistant.AskOptions;
import dev.tuwen.model.CachePrecision;
import dev.tuwen.model.WeightPrecision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The page of settings. What is changed holds at once. Made by the application's context.
public final class SettingsView implements PageView {
    /// The page.
    public static final Page PAGE = new Page("settings", SettingsTexts.title(), Feather.SETTINGS, KeyCode.COMMA);

    private final ViewContext context;
    private final SettingsViewModel model;
    private final UpdatesViewModel updates;

    /// @param context what views need
    /// @param model what it shows and changes
    /// @param updates whether there is a newer version
    public SettingsView(ViewContext context, SettingsViewModel model, UpdatesViewModel updates) {
        this.context = context;
        this.model = model;
        this.updates = updates;
    }

    @Override
    public Page page() {
        return PAGE;
    }

    @Override
    public List<Node> parts() {
        return List.of(
                appearance(),
                answers(),
                computing(),
                new UpdatesView(context, updates),
                Controls.paragraph(context, SettingsTexts.folder(model.home()), "caption"));
    }

    private Preferences now() {
        return model.settings().preferences();
    }

    private Node appearance() {
        var language = choice(
                FXCollections.observableArrayList(languages()),
                Optional.ofNullable(now().language()),
                value ->
                        value.map(chosen -> Phrase.verbatim(chosen.ownName())).orElseGet(SettingsTexts::languageSystem),
                value -> model.settings().change(before -> before.withLanguage(value.orElse(null))));
        language.setId("language");
        model.settings()
                .preferencesProperty()
                .subscribe(preferences -> language.setValue(Optional.ofNullable(preferences.language())));
        var theme = choice(
                FXCollections.observableArrayList(Preferences.ThemeChoice.values()),
                now().theme(),
                value -> switch (value) {
                    case SYSTEM -> SettingsTexts.themeSystem();
                    case LIGHT -> SettingsTexts.themeLight();
                    case DARK -> SettingsTexts.themeDark();
                },
                value -> model.settings().change(before -> before.withTheme(value)));
        theme.setId("theme");
        model.settings().preferencesProperty().subscribe(preferences -> theme.setValue(preferences.theme()));
        var size = spinner(
                Preferences.SMALLEST_FONT,
                Preferences.LARGEST_FONT,
                now().fontSize(),
                1,
                value -> model.settings().change(before -> before.withFontSize(value)));
        return section(
                SettingsTexts.appearance(),
                row(SettingsTexts.language(), null, language),
                row(SettingsTexts.theme(), null, theme),
                row(SettingsTexts.fontSize(), null, size));
    }

    /// The system's, which is none of its own, and all others.
    private static List<Optional<Language>> languages() {
        return Stream.concat(
                        Stream.of(Optional.<Language>empty()),
                        Arrays.stream(Language.values()).map(Optional::of))
                .toList();
    }

    private Node answers() {
        var recommended = new ToggleSwitch();
        recommended.setSelected(now().sampling() == null);
        recommended.accessibleTextProperty().bind(context.localizer().text(SettingsTexts.sampling()));
        Preferences.SamplingChoice chosen = now().sampling();
        var start = chosen == null ? new Preferences.SamplingChoice(0.7, 0.8) : chosen;
        var temperature = new Slider(0, 2, start.temperature());
        var topP = new Slider(0.05, 1, start.topP());
        Runnable sampling = () -> model.settings()
                .change(before -> before.withSampling(
                        recommended.isSelected()
                                ? null
                                : new Preferences.SamplingChoice(
                                        rounded(temperature.getValue()), rounded(topP.getValue()))));
        recommended.selectedProperty().addListener((_, _, _) -> sampling.run());
        Node temperatureRow = row(
                SettingsTexts.temperature(),
                SettingsTexts.temperatureAbout(),
                slider(temperature, _ -> sampling.run()));
        Node topPRow = row(SettingsTexts.topP(), SettingsTexts.topPAbout(), slider(topP, _ -> sampling.run()));
        Controls.visibleWhen(temperatureRow, recommended.selectedProperty().not());
        Controls.visibleWhen(topPRow, recommended.selectedProperty().not());
        Integer chosenLength = now().maxNewTokens();
        var longest = spinner(
                16,
                Preferences.MAX_TOKENS,
                chosenLength == null ? AskOptions.DEFAULT_MAX_NEW_TOKENS : chosenLength,
                64,
                value -> model.settings().change(before -> before.withMaxNewTokens(value)));
        return section(
                SettingsTexts.answers(),
                row(SettingsTexts.sampling(), SettingsTexts.samplingAbout(), recommended),
                temperatureRow,
                topPRow,
                row(SettingsTexts.maxTokens(), SettingsTexts.maxTokensAbout(), longest));
    }

    private Node computing() {
        var device = choice(
                model.devices(),
                model.devices().stream()
                        .filter(choice ->
                                choice.id().equals(now().assistantOptions().device()))
                        .findFirst()
                        .orElse(model.devices().getFirst()),
                value -> switch (value.id()) {
                    case "auto" -> SettingsTexts.deviceAuto();
                    case "cpu" -> SettingsTexts.deviceCpu();
                    default -> Phrase.verbatim(value.name());
                },
                value -> model.device(value.id()));
        var weights = choice(
                FXCollections.observableArrayList(WeightPrecision.values()),
                now().assistantOptions().weights(),
                value -> switch (value) {
                    case AUTO -> SettingsTexts.weightsAuto();
                    case F32 -> SettingsTexts.weightsF32();
                    case BF16 -> SettingsTexts.weightsBf16();
                    case Q8_0 -> SettingsTexts.weightsQ8();
                    case Q4_0 -> SettingsTexts.weightsQ4();
                },
                model::weights);
        var threads =
                spinner(0, Preferences.MAX_THREADS, now().assistantOptions().threads(), 1, model::threads);
        var cache = choice(
                FXCollections.observableArrayList(CachePrecision.values()),
                now().assistantOptions().cache(),
                value -> switch (value) {
                    case AUTO -> SettingsTexts.cacheAuto();
                    case F16 -> SettingsTexts.cacheF16();
                    case Q8_0 -> SettingsTexts.cacheQ8();
                },
                model::cache);
        var apply = Controls.button(context, SettingsTexts.apply(), Feather.REFRESH_CW, model::apply);
        apply.getStyleClass().add(Styles.ACCENT);
        Node applyRow = row(SettingsTexts.applyAbout(), null, apply);
        Controls.visibleWhen(applyRow, model.staleProperty());
        return section(
                SettingsTexts.computing(),
                row(SettingsTexts.device(), null, device),
                row(SettingsTexts.weights(), SettingsTexts.weightsAbout(), weights),
                row(SettingsTexts.cache(), SettingsTexts.cacheAbout(), cache),
                row(SettingsTexts.threads(), SettingsTexts.threadsAbout(), threads),
                applyRow);
    }

    private Node section(Phrase title, Node... rows) {
        var card = new VBox(rows);
        card.getStyleClass().add("settings-card");
        var section = new VBox(Controls.label(context, title, "section-title"), card);
        section.getStyleClass().add("settings-section");
        return section;
    }

    private Node row(Phrase name, @Nullable Phrase about, Node control) {
        return Controls.settingRow(context, name, about, control);
    }

    private <T> ChoiceBox<T> choice(
            ObservableList<T> values, T selected, Function<T, Phrase> words, Consumer<T> changed) {
        var box = new ChoiceBox<T>(values);
        box.setMinWidth(Region.USE_PREF_SIZE);
        box.setConverter(converter(words));
        box.setValue(selected);
        box.valueProperty().addListener((_, _, value) -> {
            if (value != null) {
                changed.accept(value);
            }
        });
        // Another language makes other words of the same values.
        context.localizer().languageProperty().addListener((_, _, _) -> box.setConverter(converter(words)));
        return box;
    }

    private <T> StringConverter<T> converter(Function<T, Phrase> words) {
        return new StringConverter<>() {
            @Override
            public String toString(@Nullable T value) {
                return value == null ? "" : context.localizer().say(words.apply(value));
            }

            @Override
            public T fromString(String text) {
                throw new UnsupportedOperationException("words are chosen, not typed");
            }
        };
    }

    private static Spinner<Integer> spinner(int min, int max, int value, int step, IntConsumer changed) {
        var spinner = new Spinner<Integer>(min, max, value, step);
        spinner.setEditable(true);
        spinner.getStyleClass().add("number");
        spinner.setMinWidth(Region.USE_PREF_SIZE);
        spinner.valueProperty().addListener((_, _, now) -> {
            if (now != null) {
                changed.accept(now);
            }
        });
        return spinner;
    }

    private static Node slider(Slider slider, DoubleConsumer changed) {
        var value = new Label();
        value.getStyleClass().add("slider-value");
        value.textProperty()
                .bind(slider.valueProperty().map(now -> String.format(Locale.ROOT, "%.2f", now.doubleValue())));
        slider.valueChangingProperty().addListener((_, _, changing) -> {
            if (!changing) {
                changed.accept(slider.getValue());
            }
        });
        slider.valueProperty().addListener((_, _, now) -> {
            if (!slider.isValueChanging()) {
                changed.accept(now.doubleValue());
            }
        });
        var box = new HBox(slider, value);
        box.setAlignment(Pos.CENTER_LEFT);
        box.setMinWidth(Region.USE_PREF_SIZE);
        return box;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
