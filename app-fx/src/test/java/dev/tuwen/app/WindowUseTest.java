package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.chat.ChatViewModel;
import dev.tuwen.app.settings.SettingsView;
import dev.tuwen.demo.DemoModel;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.testkit.GoldenFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import javafx.event.Event;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

/// How the window takes what a person does in it. A fake speaks for the model.
class WindowUseTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private final FxRobot robot = new FxRobot();

    private static Scene scene(FakeWindow window) {
        return window.stage().getScene();
    }

    private static void focus(FakeWindow window, String selector) {
        Waiting.until("there is " + selector, () -> scene(window).lookup(selector) != null);
        Waiting.onApplicationThread(() -> scene(window).lookup(selector).requestFocus());
    }

    private static void type(FakeWindow window, String characters) {
        characters
                .codePoints()
                .mapToObj(Character::toString)
                .forEach(typed -> Waiting.onApplicationThread(() -> scene(window)
                        .getFocusOwner()
                        .fireEvent(new KeyEvent(
                                KeyEvent.KEY_TYPED, typed, "", KeyCode.UNDEFINED, false, false, false, false))));
    }

    @Test
    void whatIsTypedAnywhereGoesIntoTheEntry() throws Exception {
        try (var window = new FakeWindow(home, 980, 720)) {
            for (String elsewhere : List.of("#new-chat", "#open-models", "#add-pictures", "#status-model")) {
                Waiting.onApplicationThread(window.entry()::clear);
                focus(window, elsewhere);

                type(window, "a图😀");

                assertThat(Waiting.get(() -> window.entry().getText()))
                        .as(elsewhere)
                        .isEqualTo("a图😀");
                assertThat(Waiting.get(() -> window.entry().isFocused())).isTrue();
            }
        }
    }

    @Test
    void spaceStaysWithTheButtonAndWordsStayWithThePage() throws Exception {
        try (var window = new FakeWindow(home, 980, 720)) {
            focus(window, "#open-models");
            type(window, " ");
            assertThat(Waiting.get(() -> window.entry().getText())).isEmpty();

            Waiting.onApplicationThread(() -> window.context().window().open(SettingsView.PAGE));
            focus(window, "#language");
            type(window, "a");

            assertThat(window.context().window().showsPage()).isTrue();
            assertThat(window.chat().composer().textProperty().get()).isEmpty();
        }
    }

    @Test
    void theKeyForANewChatAlwaysGivesOne() throws Exception {
        try (var window = new FakeWindow(home, 980, 720)) {
            ChatViewModel begun = window.chat();
            Waiting.onApplicationThread(() -> window.entry().setText("Half a question"));

            window.pressWithShortcut(KeyCode.N);

            assertThat(window.chat()).isNotSameAs(begun);
            assertThat(Waiting.get(() -> window.entry().getText())).isEmpty();
            assertThat(begun.composer().textProperty().get()).isEqualTo("Half a question");
            assertThat(Waiting.get(() -> window.entry().isFocused())).isTrue();

            ChatViewModel empty = window.chat();
            Waiting.onApplicationThread(() -> window.context().window().open(SettingsView.PAGE));
            window.pressWithShortcut(KeyCode.N);
            assertThat(window.context().window().showsPage()).isFalse();
            assertThat(window.chat()).isSameAs(empty);
            assertThat(window.context().window().chats()).hasSize(2);
        }
    }

    @Test
    void theKeyForANewChatNeedsNoFocus() throws Exception {
        try (var window = new FakeWindow(home, 980, 720)) {
            Waiting.onApplicationThread(() -> window.entry().setText("Half a question"));

            // Without a focus, the toolkit gives keys to the scene.
            Waiting.onApplicationThread(() -> Event.fireEvent(scene(window), FakeWindow.shortcut(KeyCode.N)));

            assertThat(window.context().window().chats()).hasSize(2);
        }
    }

    @Test
    void theListOfANarrowWindowOpensAndCloses() throws Exception {
        try (var window = new FakeWindow(home, 720, 480)) {
            assertThat(shown(window, "#new-chat")).isFalse();

            Waiting.press(robot, "#show-list");
            assertThat(shown(window, "#new-chat")).isTrue();
            assertThat(Waiting.get(() -> scene(window).lookup("#hide-list").isFocused()))
                    .isTrue();
            Waiting.press(robot, "#hide-list");
            assertThat(shown(window, "#new-chat")).isFalse();
            assertThat(Waiting.get(() -> scene(window).lookup("#show-list").isFocused()))
                    .isTrue();

            Waiting.press(robot, "#show-list");
            Waiting.press(robot, "#open-settings");
            assertThat(shown(window, "#new-chat")).isFalse();
            assertThat(window.context().window().showsPage()).isTrue();

            Waiting.press(robot, "#show-list");
            window.press(KeyCode.ESCAPE);
            assertThat(shown(window, "#new-chat")).isFalse();

            Waiting.press(robot, "#show-list");
            Waiting.press(robot, ".sidebar-row > .sidebar-button");
            assertThat(shown(window, "#new-chat")).isFalse();
            assertThat(Waiting.get(() -> window.entry().isFocused())).isTrue();
        }
    }

    private static boolean shown(FakeWindow window, String selector) {
        return Waiting.get(() -> scene(window).lookup(selector) != null);
    }

    @Test
    void saysThatTheDefaultModelCannotBeOpenedAndTheDemoTakesOver() throws Exception {
        Path model = Files.createDirectories(home.resolve("models/broken-one"));
        for (String name : List.of("config.json", "tokenizer.model", "model.safetensors")) {
            Files.copy(GoldenFolder.of("text").resolve(name), model.resolve(name));
        }
        LibrarySettings.change(home, before -> before.with(LibrarySettings.DEFAULT_MODEL, "broken-one"));

        try (var window = new FakeWindow(home, 980, 720)) {
            Waiting.until("it is said", () -> scene(window).lookup(".stand-in") != null);

            assertThat(Waiting.get(() -> ((Labeled) scene(window).lookup(".stand-in .problem-text")).getText()))
                    .contains("broken-one")
                    .contains("demo model");
            assertThat(Objects.requireNonNull(window.context()
                                    .window()
                                    .engine()
                                    .assistantProperty()
                                    .get())
                            .info()
                            .demo())
                    .isTrue();
            Waiting.press(robot, ".stand-in .button");
            assertThat(window.context().window().showsPage()).isTrue();
        }
    }

    @Test
    void saysThatTheDefaultModelIsGone() throws Exception {
        LibrarySettings.change(home, before -> before.with(LibrarySettings.DEFAULT_MODEL, "gone"));

        try (var window = new FakeWindow(home, 980, 720)) {
            Waiting.until("it is said", () -> scene(window).lookup(".stand-in") != null);

            assertThat(Waiting.get(() -> ((Labeled) scene(window).lookup(".stand-in .problem-text")).getText()))
                    .contains("gone");
        }
    }

    @Test
    void fourSlowFilesKeepNoFifthWaiting() throws Exception {
        var never = new CountDownLatch(1);
        try (var window = new FakeWindow(home, 980, 720)) {
            byte[] picture;
            try (var stream =
                    DemoModel.openSample(DemoModel.samples().getFirst().file())) {
                picture = stream.readAllBytes();
            }
            var composer = window.chat().composer();

            Waiting.onApplicationThread(() -> {
                for (int i = 0; i < 12; i++) {
                    composer.addFile("slow" + i, () -> {
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return picture;
                    });
                }
                composer.addFile("quick", () -> picture);
            });

            Waiting.until(
                    "the last one is there",
                    () -> composer.attachments().getLast().picture() != null);
            assertThat(composer.attachments()).hasSize(13);
        } finally {
            never.countDown();
        }
    }

    @Test
    void theWindowHasAnIcon() throws Exception {
        try (var window = new FakeWindow(home, 980, 720)) {
            List<Image> icons = window.stage().getIcons();

            assertThat(icons).isNotEmpty().noneMatch(Image::isError);
            assertThat(icons).extracting(Image::getWidth).contains(16.0, 32.0, 48.0, 256.0);
        }
    }

    @Test
    void whoClosesAChatByKeyStaysInTheList() throws Exception {
        try (var window = new FakeWindow(home, 980, 720)) {
            Waiting.onApplicationThread(() -> window.entry().setText("One"));
            window.pressWithShortcut(KeyCode.N);
            Node close = Waiting.get(() -> scene(window).lookup(".close-chat"));
            Waiting.onApplicationThread(() -> {
                close.requestFocus();
                ((Button) close).fire();
            });

            assertThat(Waiting.get(
                            () -> scene(window).getFocusOwner().getStyleClass().contains("sidebar-button")))
                    .isTrue();
        }
    }
}
