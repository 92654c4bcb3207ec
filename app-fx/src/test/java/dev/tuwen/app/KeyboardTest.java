package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.engine.FakeEngine;
import dev.tuwen.app.engine.FakeOpener;
import dev.tuwen.app.settings.Preferences;
import dev.tuwen.app.settings.PreferencesStore;
import dev.tuwen.assistant.ModelLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.input.InputMethodEvent;
import javafx.scene.input.InputMethodHighlight;
import javafx.scene.input.InputMethodTextRun;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;

/// What the window does with keys alone, and with those of an input method. A fake speaks for the model.
class KeyboardTest {
    private static final String LINKED =
            "More is [here, 在**这里**](https://example.org/shapes) and [there](https://example.org/colours).";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private final FakeOpener opener = new FakeOpener();

    @SuppressWarnings("NullAway.Init")
    private TuwenApplication application;

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    @BeforeEach
    void openWindow() throws Exception {
        new PreferencesStore(home).save(Preferences.DEFAULT.withLanguage(Preferences.LanguageChoice.ENGLISH));
        stage = FxToolkit.registerPrimaryStage();
        Waiting.onApplicationThread(() -> {
            application = new TuwenApplication(opener, new ModelLibrary(home));
            application.start(stage);
        });
        Waiting.until(
                "the model is open",
                () -> context().window().engine().engineProperty().get() != null);
        Waiting.until("the cursor is in the entry", () -> entry().isFocused());
    }

    @AfterEach
    void closeWindow() throws Exception {
        Waiting.onApplicationThread(stage::hide);
        application.stop();
        FxToolkit.cleanupStages();
    }

    private AppContext context() {
        return Objects.requireNonNull(application.context());
    }

    private TextArea entry() {
        return (TextArea) stage.getScene().lookup("#composer");
    }

    private FakeEngine.FakeChat asked() {
        Waiting.until(
                "the model was asked",
                () -> !opener.last().chats().isEmpty()
                        && !opener.last().chat().messages().isEmpty());
        return opener.last().chat();
    }

    private void press(KeyCode code) {
        Waiting.onApplicationThread(() -> {
            Node owner = stage.getScene().getFocusOwner();
            String character = code == KeyCode.ENTER ? "\r" : code == KeyCode.TAB ? "\t" : "";
            owner.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, character, "", code, false, false, false, false));
            owner.fireEvent(new KeyEvent(KeyEvent.KEY_RELEASED, character, "", code, false, false, false, false));
        });
    }

    private void compose(String composed, String committed) {
        List<InputMethodTextRun> runs = composed.isEmpty()
                ? List.of()
                : List.of(new InputMethodTextRun(composed, InputMethodHighlight.UNSELECTED_RAW));
        Waiting.onApplicationThread(() -> entry().fireEvent(new InputMethodEvent(
                entry(),
                entry(),
                InputMethodEvent.INPUT_METHOD_TEXT_CHANGED,
                runs,
                committed,
                composed.length())));
    }

    private boolean nothingWasAsked() {
        return opener.last().chats().isEmpty();
    }

    @Test
    void anEnterThatBelongsToAnInputMethodDoesNotSend() {
        compose("zhe shi shenme", "");
        press(KeyCode.ENTER);
        assertThat(nothingWasAsked()).isTrue();

        compose("", "这是什么");
        press(KeyCode.ENTER);

        assertThat(nothingWasAsked()).isTrue();
        assertThat(Waiting.get(() -> entry().getText())).isEqualTo("这是什么");
    }

    @Test
    void theNextEnterSendsWhatTheInputMethodWrote() throws InterruptedException {
        compose("zhe shi shenme", "");
        compose("", "这是什么");
        Thread.sleep(200);

        press(KeyCode.ENTER);

        assertThat(asked().messages().getFirst().text()).isEqualTo("这是什么");
    }

    @Test
    void tabReachesEachLinkOfAnAnswerAndEnterFollowsIt() {
        Waiting.onApplicationThread(() -> entry().setText("Where is more?"));
        press(KeyCode.ENTER);
        asked().answer(LINKED);
        Waiting.until("the answer is shown", () -> links().size() == 2);

        Waiting.onApplicationThread(() -> links().getFirst().requestFocus());
        press(KeyCode.TAB);
        assertThat(Waiting.get(() -> links().get(1).isFocused())).isTrue();
        assertThat(Waiting.get(() -> links().get(1).isFocusVisible())).isTrue();
        assertThat(Waiting.get(this::ringsDrawn)).isOne();

        press(KeyCode.ENTER);

        assertThat(Waiting.get(() -> ((Label) stage.getScene().lookup(".link-address")).getText()))
                .isEqualTo("https://example.org/colours");
        assertThat(Waiting.get(() -> stage.getScene().getFocusOwner())).isInstanceOf(Button.class);
        press(KeyCode.ESCAPE);
        assertThat(Waiting.get(() -> entry().isFocused())).isTrue();
    }

    private List<Text> links() {
        return stage.getScene().getRoot().lookupAll(".link").stream()
                .map(Text.class::cast)
                .filter(Node::isFocusTraversable)
                .toList();
    }

    private int ringsDrawn() {
        Set<Node> rings = stage.getScene().getRoot().lookupAll(".link-focus");
        return (int) rings.stream()
                .filter(ring -> !((javafx.scene.shape.Path) ring).getElements().isEmpty())
                .count();
    }

    @Test
    void whoeverClickedASampleCanWriteOn() {
        Waiting.until(
                "the samples are shown", () -> stage.getScene().lookup(".sample-card") != null);

        Waiting.onApplicationThread(() -> {
            var card = (Button) stage.getScene().lookup(".sample-card");
            card.requestFocus();
            card.fire();
        });

        asked();
        Waiting.until("the cursor is in the entry", () -> entry().isFocused());
    }
}
