package dev.tuwen.app;

import dev.tuwen.app.chat.ChatViewModel;
import dev.tuwen.app.engine.FakeAssistant;
import dev.tuwen.app.engine.FakeOpener;
import dev.tuwen.app.i18n.Language;
import dev.tuwen.app.settings.Preferences;
import dev.tuwen.app.settings.PreferencesStore;
import dev.tuwen.library.ModelLibrary;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import org.testfx.api.FxToolkit;

/// The real window in English, without a screen; a fake speaks for the model. Opened with the model and the cursor in
/// the entry.
final class FakeWindow implements AutoCloseable {
    private final FakeOpener opener = new FakeOpener();
    private final TuwenApplication application;
    private final Stage stage;

    /// @param home where settings are kept
    /// @param width of the window
    /// @param height of the window
    FakeWindow(Path home, double width, double height) throws TimeoutException {
        new PreferencesStore(home).save(Preferences.DEFAULT.withLanguage(Language.ENGLISH));
        stage = FxToolkit.registerPrimaryStage();
        application = new TuwenApplication(opener, new ModelLibrary(home));
        Waiting.onApplicationThread(() -> {
            application.start(stage);
            stage.setX(0);
            stage.setY(0);
            stage.setWidth(width);
            stage.setHeight(height);
        });
        Waiting.until(
                "the model is open",
                () -> context().window().engine().assistantProperty().get() != null);
        Waiting.until("the cursor is in the entry", () -> entry().isFocused());
    }

    AppContext context() {
        return Objects.requireNonNull(application.context());
    }

    TuwenApplication application() {
        return application;
    }

    Stage stage() {
        return stage;
    }

    ChatViewModel chat() {
        return context().window().chat();
    }

    TextArea entry() {
        return (TextArea) stage.getScene().lookup("#composer");
    }

    /// What the model was asked.
    FakeAssistant.FakeChat asked() {
        Waiting.until(
                "the model was asked",
                () -> !opener.last().chats().isEmpty()
                        && !opener.last().chat().asked().isEmpty());
        return opener.last().chat();
    }

    /// Presses and releases a key where the focus is, and waits.
    void press(KeyCode code) {
        Waiting.onApplicationThread(() -> type(code));
    }

    /// Presses and releases a key where the focus is; on the application's thread.
    void type(KeyCode code) {
        Node owner = stage.getScene().getFocusOwner();
        owner.fireEvent(key(KeyEvent.KEY_PRESSED, code, false));
        owner.fireEvent(key(KeyEvent.KEY_RELEASED, code, false));
    }

    /// Presses a key together with Ctrl, or Cmd on a Mac, and waits.
    void pressWithShortcut(KeyCode code) {
        Waiting.onApplicationThread(() -> {
            Node owner = stage.getScene().getFocusOwner();
            boolean there = owner != null && stage.getScene().equals(owner.getScene());
            Event.fireEvent(there ? owner : stage.getScene(), shortcut(code));
        });
    }

    /// A key together with Ctrl, or Cmd on a Mac.
    static KeyEvent shortcut(KeyCode code) {
        return key(KeyEvent.KEY_PRESSED, code, true);
    }

    private static KeyEvent key(EventType<KeyEvent> type, KeyCode code, boolean shortcut) {
        boolean mac = shortcut && System.getProperty("os.name", "").startsWith("Mac");
        return new KeyEvent(type, code.getChar(), "", code, false, shortcut && !mac, false, mac);
    }

    @Override
    public void close() throws TimeoutException {
        Waiting.onApplicationThread(stage::hide);
        application.stop();
        FxToolkit.cleanupStages();
    }
}
