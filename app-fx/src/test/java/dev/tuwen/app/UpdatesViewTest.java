package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.settings.SettingsView;
import dev.tuwen.app.settings.SettingsViewModel;
import dev.tuwen.app.settings.UpdatesViewModel;
import dev.tuwen.app.settings.UpdatesViewModel.State;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.network.ConnectionLog;
import dev.tuwen.network.Network;
import dev.tuwen.update.Platform;
import dev.tuwen.update.Updates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Labeled;
import javafx.scene.layout.VBox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The part of the settings about newer versions, on a page of its own. The list of versions is a file, so that no
/// network is asked.
class UpdatesViewTest {
    private static final byte[] PACKAGE = "a package".getBytes(StandardCharsets.UTF_8);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path disk;

    private String feed(String version, byte[] contents) throws Exception {
        Platform here = Platform.ofProcess();
        Files.write(disk.resolve("tuwen.zip"), contents);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(PACKAGE));
        return Files.writeString(disk.resolve("releases.json"), """
                {"format": 1, "releases": [{"version": "VERSION", "date": "2026-12-24",
                 "notes": {"en": "Looks at pictures twice.", "zh": "图片看两遍。"},
                 "files": [{"system": "SYSTEM", "architecture": "ARCHITECTURE", "name": "tuwen.zip",
                 "address": "tuwen.zip", "bytes": 9, "sha256": "SHA"}]}]}""".replace("VERSION", version)
                        .replace("SYSTEM", here.system())
                        .replace("ARCHITECTURE", here.architecture())
                        .replace("SHA", sha256))
                .toUri()
                .toString();
    }

    private UpdatesViewModel model(FakeWindow window, String feed) {
        var network = new Network(() -> LibrarySettings.read(home).networkRules(), new ConnectionLog(home));
        var updates = new Updates(home, network, new Updates.Build("0.1.0", feed, "", Platform.ofProcess(), ""));
        return Waiting.get(() -> {
            var model = new UpdatesViewModel(updates, home, Runnable::run, javafx.application.Platform::runLater);
            window.context().window().newsProperty().unbind();
            window.context().window().newsProperty().bind(model.news());
            var settings = new SettingsViewModel(
                    window.context().settings(), window.context().window().engine(), home.toString());
            var page = new VBox();
            page.getChildren().addAll(new SettingsView(window.context().views(), settings, model).parts());
            page.setId("page");
            window.stage().getScene().setRoot(page);
            return model;
        });
    }

    private static Node node(FakeWindow window, String selector) {
        Waiting.until("there is " + selector, () -> window.stage().getScene().lookup(selector) != null);
        return Waiting.get(() -> window.stage().getScene().lookup(selector));
    }

    private static void press(FakeWindow window, String selector) {
        Node button = node(window, selector);
        Waiting.onApplicationThread(((ButtonBase) button)::fire);
    }

    private static boolean says(FakeWindow window, String words) {
        return Waiting.get(() -> window.stage().getScene().getRoot().lookupAll(".label").stream()
                .anyMatch(label -> label.isVisible() && label instanceof Labeled text && words.equals(text.getText())));
    }

    private static State reached(UpdatesViewModel model) {
        Waiting.until(
                "it is known",
                () -> !(model.stateProperty().get() instanceof State.Looking)
                        && !(model.stateProperty().get() instanceof State.Getting));
        return Waiting.get(() -> model.stateProperty().get());
    }

    @Test
    void looksWhenAskedAndGetsThePackageWhenAsked() throws Exception {
        String feed = feed("0.2.0", PACKAGE);
        try (var window = new FakeWindow(home, 980, 720)) {
            UpdatesViewModel model = model(window, feed);
            assertThat(says(window, "Tuwen only looks when you ask it to.")).isTrue();

            press(window, "#look-for-updates");
            assertThat(reached(model)).isInstanceOf(State.Available.class);
            assertThat(says(window, "Version 0.2.0 of 2026-12-24 is available."))
                    .isTrue();
            assertThat(says(window, "Looks at pictures twice.")).isTrue();
            assertThat(Waiting.get(() -> Objects.requireNonNull(
                                    window.context().window().newsProperty().get())
                            .key()))
                    .isEqualTo("updates.news");

            press(window, "#download-update");
            assertThat(reached(model)).isInstanceOf(State.Ready.class);
            node(window, "#show-update");
        }
    }

    @Test
    void saysThatNothingIsNewerAndWhatWentWrong() throws Exception {
        String feed = feed("0.1.0", PACKAGE);
        try (var window = new FakeWindow(home, 980, 720)) {
            UpdatesViewModel model = model(window, feed);
            press(window, "#look-for-updates");
            assertThat(reached(model)).isEqualTo(new State.Newest());

            feed("0.2.0", "another 1".getBytes(StandardCharsets.UTF_8));
            press(window, "#look-for-updates");
            reached(model);
            press(window, "#download-update");
            assertThat(reached(model)).isInstanceOf(State.Failed.class);
            assertThat(says(window, "tuwen.zip does not have its digest and must not be used."))
                    .isTrue();

            Files.writeString(disk.resolve("releases.json"), "[]");
            press(window, "#look-for-updates");
            assertThat(reached(model)).isInstanceOf(State.Failed.class);
        }
    }

    @Test
    void looksByItselfOnlyWhereThatWasAllowed() throws Exception {
        String feed = feed("0.2.0", PACKAGE);
        try (var window = new FakeWindow(home, 980, 720)) {
            UpdatesViewModel model = model(window, feed);
            Waiting.onApplicationThread(model::begin);
            assertThat(reached(model)).isEqualTo(new State.Unknown());

            Node daily = node(window, "#look-daily");
            Waiting.onApplicationThread(() -> ((atlantafx.base.controls.ToggleSwitch) daily).setSelected(true));
            assertThat(LibrarySettings.read(home).value(LibrarySettings.LOOK_FOR_UPDATES))
                    .isTrue();

            Waiting.onApplicationThread(model::begin);
            Waiting.until("it looked", () -> model.stateProperty().get() instanceof State.Available);
            Waiting.onApplicationThread(model::begin);
            assertThat(reached(model)).isInstanceOf(State.Available.class);
        }
    }

    @Test
    void aBuildThatKnowsNoPlaceSaysSo() throws Exception {
        try (var window = new FakeWindow(home, 980, 720)) {
            model(window, "");

            assertThat(says(window, "This build knows no place where newer versions are listed."))
                    .isTrue();
            assertThat(window.stage().getScene().lookup("#look-for-updates")).isNull();
            assertThat(window.stage().getScene().lookup("#look-daily")).isNull();
        }
    }
}
