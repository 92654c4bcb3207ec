package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.page.Page;
import dev.tuwen.app.page.PageView;
import dev.tuwen.app.settings.SettingsView;
import dev.tuwen.assistant.AnswerEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.InputMethodEvent;
import javafx.scene.input.InputMethodHighlight;
import javafx.scene.input.InputMethodTextRun;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the window does with keys alone, and with those of an input method. A fake speaks for the model.
class KeyboardTest {
    private static final String LINKED =
            "More is [here, 在**这里**](https://example.org/shapes) and [there](https://example.org/colours).";

    /// An Enter later than this need not belong to the input method.
    private static final long SOON_NANOS = 50_000_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @SuppressWarnings("NullAway.Init")
    private FakeWindow window;

    @BeforeEach
    void openWindow() throws TimeoutException {
        window = new FakeWindow(home, 980, 720);
    }

    @AfterEach
    void closeWindow() throws TimeoutException {
        window.close();
    }

    private void compose(String composed, String committed) {
        List<InputMethodTextRun> runs = composed.isEmpty()
                ? List.of()
                : List.of(new InputMethodTextRun(composed, InputMethodHighlight.UNSELECTED_RAW));
        window.entry()
                .fireEvent(new InputMethodEvent(
                        window.entry(),
                        window.entry(),
                        InputMethodEvent.INPUT_METHOD_TEXT_CHANGED,
                        runs,
                        committed,
                        composed.length()));
    }

    @Test
    void anEnterThatBelongsToAnInputMethodDoesNotSend() {
        Waiting.onApplicationThread(() -> {
            compose("zhe shi shenme", "");
            window.type(KeyCode.ENTER);
        });
        assertThat(window.chat().busyProperty().get()).isFalse();

        long[] nanos = new long[1];
        Waiting.onApplicationThread(() -> {
            long start = System.nanoTime();
            compose("", "这是什么");
            window.type(KeyCode.ENTER);
            nanos[0] = System.nanoTime() - start;
        });

        Assumptions.assumeTrue(nanos[0] < SOON_NANOS, "the machine was too busy to press Enter soon enough");
        assertThat(window.chat().busyProperty().get()).isFalse();
        assertThat(Waiting.get(() -> window.entry().getText())).isEqualTo("这是什么");
    }

    @Test
    void theNextEnterSendsWhatTheInputMethodWrote() throws InterruptedException {
        Waiting.onApplicationThread(() -> {
            compose("zhe shi shenme", "");
            compose("", "这是什么");
        });
        Thread.sleep(200);

        window.press(KeyCode.ENTER);

        assertThat(window.asked().words().getFirst()).isEqualTo("这是什么");
    }

    @Test
    void tabReachesEachLinkOfAnAnswerAndEnterFollowsIt() {
        Waiting.onApplicationThread(() -> window.entry().setText("Where is more?"));
        window.press(KeyCode.ENTER);
        window.asked().answer(LINKED);
        Waiting.until("the answer is shown", () -> links().size() == 2);

        Waiting.onApplicationThread(() -> links().getFirst().requestFocus());
        window.press(KeyCode.TAB);
        assertThat(Waiting.get(() -> links().get(1).isFocused())).isTrue();
        assertThat(Waiting.get(() -> links().get(1).isFocusVisible())).isTrue();
        assertThat(Waiting.get(this::ringsDrawn)).isOne();

        window.press(KeyCode.ENTER);

        assertThat(Waiting.get(() -> ((Label) scene().lookup(".link-address")).getText()))
                .isEqualTo("https://example.org/colours");
        assertThat(Waiting.get(() -> scene().getFocusOwner())).isInstanceOf(Button.class);
        window.press(KeyCode.ESCAPE);
        assertThat(Waiting.get(() -> window.entry().isFocused())).isTrue();
    }

    @Test
    void escapeLeavesALinkBeforeItStopsTheAnswer() {
        Waiting.onApplicationThread(() -> window.entry().setText("Where is more?"));
        window.press(KeyCode.ENTER);
        window.asked().say(new AnswerEvent.TextDelta(LINKED));
        Waiting.until("the links are shown", () -> links().size() == 2);
        Waiting.onApplicationThread(() -> links().getFirst().requestFocus());
        window.press(KeyCode.ENTER);
        assertThat(Waiting.get(() -> scene().lookup(".link-address"))).isNotNull();

        window.press(KeyCode.ESCAPE);
        assertThat(Waiting.get(() -> scene().lookup(".link-address"))).isNull();
        assertThat(window.chat().busyProperty().get()).isTrue();

        window.press(KeyCode.ESCAPE);
        Waiting.until("the answer is stopped", window.asked()::isStopped);
    }

    private Scene scene() {
        return window.stage().getScene();
    }

    private List<Text> links() {
        return scene().getRoot().lookupAll(".link").stream()
                .map(Text.class::cast)
                .filter(Node::isFocusTraversable)
                .toList();
    }

    private int ringsDrawn() {
        Set<Node> rings = scene().getRoot().lookupAll(".link-focus");
        return (int) rings.stream()
                .filter(ring -> !((javafx.scene.shape.Path) ring).getElements().isEmpty())
                .count();
    }

    @Test
    void whoeverClickedASampleCanWriteOn() {
        Waiting.until("the samples are shown", () -> scene().lookup(".sample-card") != null);

        Waiting.onApplicationThread(() -> {
            var card = (Button) scene().lookup(".sample-card");
            card.requestFocus();
            card.fire();
        });

        window.asked();
        Waiting.until("the cursor is in the entry", () -> window.entry().isFocused());
    }

    @Test
    void everyPageOpensWithItsButtonAndItsKey() {
        for (PageView view : window.context().pages()) {
            Page page = view.page();
            assertThat(shown()).isNull();

            Waiting.onApplicationThread(() -> ((Button) scene().lookup("#open-" + page.id())).fire());
            assertThat(shown()).isEqualTo(page);
            leavePage();
            assertThat(shown()).isNull();

            if (page.key() != null) {
                window.pressWithShortcut(page.key());
                assertThat(shown()).isEqualTo(page);
                leavePage();
            }
        }
    }

    private void leavePage() {
        Waiting.onApplicationThread(
                () -> Objects.requireNonNull(window.application().view()).requestFocus());
        window.press(KeyCode.ESCAPE);
    }

    private @Nullable Page shown() {
        return Waiting.get(() -> window.context().window().pageProperty().get());
    }

    @Test
    void whoeverLeavesAPageCanWriteOn() {
        Waiting.onApplicationThread(() -> window.context().window().open(SettingsView.PAGE));
        Waiting.until("the settings are shown", () -> scene().lookup(".page") != null);

        leavePage();

        assertThat(Waiting.get(() -> window.entry().isFocused())).isTrue();
    }
}
