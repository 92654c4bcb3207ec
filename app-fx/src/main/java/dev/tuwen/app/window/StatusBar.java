package dev.tuwen.app.window;

import atlantafx.base.theme.Styles;
import dev.tuwen.app.chat.ChatViewModel;
import dev.tuwen.app.engine.EngineState;
import dev.tuwen.app.i18n.WindowTexts;
import dev.tuwen.app.models.ModelsView;
import dev.tuwen.app.settings.SettingsView;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;

/// The line at the bottom: model and weights, device, pace, context, and that nothing leaves the machine. Belongs to
/// the window.
final class StatusBar extends HBox {
    private static final double WIDE = 860;

    StatusBar(ViewContext context, WindowViewModel window) {
        getStyleClass().add("status-bar");
        setAlignment(Pos.CENTER_LEFT);
        Button model = Controls.plainButton();
        model.setId("status-model");
        model.textProperty().bind(context.localizer().text(window.modelStatus()));
        model.getStyleClass().addAll(Styles.FLAT, "status-button");
        model.setGraphic(Controls.icon(Feather.BOX));
        model.setMinWidth(USE_PREF_SIZE);
        model.setOnAction(_ -> window.open(ModelsView.PAGE));
        window.engine()
                .stateProperty()
                .subscribe(state -> model.setTooltip(
                        state instanceof EngineState.Ready(var info) && info.weightsChosenForMemory()
                                ? reduced(context)
                                : null));

        var loading = new ProgressBar();
        loading.getStyleClass().addAll(Styles.SMALL, "status-progress");
        loading.progressProperty()
                .bind(window.engine()
                        .stateProperty()
                        .map(state ->
                                state instanceof EngineState.Opening(_, _, double fraction) ? fraction : 1.0));
        Controls.visibleWhen(loading, window.engine().stateProperty().map(EngineState.Opening.class::isInstance));

        var device = Controls.label(context.localizer().text(window.device()));
        device.setGraphic(Controls.icon(Feather.CPU));
        device.setMinWidth(0);
        Controls.visibleWhen(device, window.device().map(_ -> true).orElse(false));

        ObservableValue<Double> pace = window.chatProperty()
                .flatMap(ChatViewModel::lastAnswerProperty)
                .map(answer -> answer.tokensPerSecond())
                .orElse(0.0);
        var speed = Controls.label(context.localizer().text(pace.map(WindowTexts::statusSpeed)));
        speed.setGraphic(Controls.icon(Feather.ACTIVITY));
        speed.setMinWidth(USE_PREF_SIZE);
        Controls.visibleWhen(speed, pace.map(value -> value > 0));

        var local = Controls.label(context, WindowTexts.statusLocal());
        local.setGraphic(Controls.icon(Feather.LOCK));
        local.setMinWidth(0);
        Controls.fill(
                this,
                model,
                loading,
                device,
                speed,
                context(context, window),
                Controls.spacer(),
                news(context, window),
                local);
        // A narrow window has no room for every word.
        local.contentDisplayProperty()
                .bind(widthProperty().map(now -> isWide(now) ? ContentDisplay.LEFT : ContentDisplay.GRAPHIC_ONLY));
        Controls.explain(local, local.textProperty());
    }

    private static Tooltip reduced(ViewContext context) {
        var why = new Tooltip();
        why.textProperty().bind(context.localizer().text(WindowTexts.statusReducedWhy()));
        return why;
    }

    /// A quiet word of a newer version, which the settings tell more of.
    private static Button news(ViewContext context, WindowViewModel window) {
        Button news = Controls.plainButton();
        news.setId("status-news");
        news.textProperty().bind(context.localizer().text(window.newsProperty()));
        news.getStyleClass().addAll(Styles.FLAT, "status-button");
        news.setGraphic(Controls.icon(Feather.GIFT));
        news.setMinWidth(0);
        news.setOnAction(_ -> window.open(SettingsView.PAGE));
        Controls.visibleWhen(news, window.newsProperty().map(_ -> true).orElse(false));
        return news;
    }

    private static boolean isWide(Number width) {
        return width.doubleValue() >= WIDE;
    }

    private HBox context(ViewContext context, WindowViewModel window) {
        ObservableValue<Integer> used = window.chatProperty()
                .flatMap(ChatViewModel::contextUsedProperty)
                .map(Number::intValue)
                .orElse(0);
        ObservableValue<Integer> limit = window.contextLimit();
        var name = Controls.label(context, WindowTexts.statusContextName());
        Controls.visibleWhen(name, widthProperty().map(StatusBar::isWide));
        var bar = new ProgressBar();
        bar.getStyleClass().addAll(Styles.SMALL, "context-bar");
        bar.progressProperty()
                .bind(Bindings.createDoubleBinding(
                        () -> limit.getValue() == 0 ? 0.0 : Math.min(1.0, (double) used.getValue() / limit.getValue()),
                        used,
                        limit));
        Label numbers = Controls.label(context.localizer()
                .text(Bindings.createObjectBinding(
                        () -> WindowTexts.statusContext(used.getValue(), limit.getValue()), used, limit)));
        numbers.setMinWidth(USE_PREF_SIZE);
        var box = new HBox(name, bar, numbers);
        box.getStyleClass().add("context-status");
        box.setAlignment(Pos.CENTER_LEFT);
        Controls.visibleWhen(box, limit.map(value -> value > 0));
        return box;
    }
}
