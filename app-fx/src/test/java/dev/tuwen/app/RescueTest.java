package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.markdown.PlainView;
import dev.tuwen.app.page.PageView;
import dev.tuwen.assistant.Picture;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.util.WaitForAsyncUtils;

/// What throws whenever it is laid out is replaced by its words, wherever it stands, and the rest goes on.
class RescueTest {
    private static final String WORDS = "words that\ncannot be laid out";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @SuppressWarnings("NullAway.Init")
    private FakeWindow window;

    @BeforeEach
    void open() throws Exception {
        WaitForAsyncUtils.printException = false;
        window = new FakeWindow(home, 980, 720);
    }

    @AfterEach
    void close() throws Exception {
        WaitForAsyncUtils.clearExceptions();
        WaitForAsyncUtils.printException = true;
        window.close();
    }

    /// Throws when its children are placed.
    private static final class Misplaced extends StackPane {
        Misplaced() {
            super(new Text(WORDS));
        }

        @Override
        protected void layoutChildren() {
            throw new IllegalStateException("never");
        }
    }

    /// Throws when it is measured in a width that breaks its lines.
    private static final class Unbreakable extends StackPane {
        Unbreakable() {
            super(new Text(WORDS));
        }

        @Override
        public Orientation getContentBias() {
            return Orientation.HORIZONTAL;
        }

        @Override
        protected double computePrefHeight(double width) {
            if (width > 0 && width < 960) {
                throw new IllegalStateException("never");
            }
            return super.computePrefHeight(width);
        }
    }

    private static final List<Supplier<Node>> CULPRITS =
            List.of(Misplaced::new, Unbreakable::new, () -> new Label(null, new Misplaced()), () -> {
                var list = new ScrollPane(new VBox(new HBox(new Misplaced(), new Text("more"))));
                list.setFitToWidth(true);
                return list;
            });

    @Test
    void onEachPage() {
        assertThat(window.context().pages()).isNotEmpty();
        for (PageView page : window.context().pages()) {
            Waiting.onApplicationThread(() -> window.context().window().open(page.page()));
            rescued(".page-column");
            rescued(".setting");
        }
    }

    @Test
    void besideAndBelowTheConversation() {
        for (String place : List.of(".sidebar-list", ".sidebar-row", ".sidebar", ".status-bar", ".empty-column")) {
            rescued(place);
        }
    }

    @Test
    void aroundAConversation() {
        Waiting.until("the samples are shown", () -> scene().lookup(".sample-card") != null);
        Picture sample = Waiting.get(
                () -> window.context().samples().pictures().getFirst().picture());
        Waiting.onApplicationThread(() -> window.chat().ask("Where is more?", List.of(sample)));
        window.asked().answer("See [here](https://example.org/).");
        Waiting.until("the answer is shown", () -> scene().lookup(".prose .link") != null);
        Waiting.onApplicationThread(() -> scene().lookup(".prose .link").requestFocus());
        window.press(KeyCode.ENTER);

        for (String place : List.of(".link-question", ".picture-bar", ".chat-bottom")) {
            rescued(place);
        }
    }

    @Test
    void aButtonCanStillBePressed() {
        var pressed = new AtomicBoolean();
        Button button = Waiting.get(() -> new Button(null, new Misplaced()));
        button.setOnAction(_ -> pressed.set(true));
        Pane place = find(".sidebar-list");
        Waiting.onApplicationThread(() -> place.getChildren().addFirst(button));
        Waiting.until("it is replaced", () -> place.getChildren().getFirst() instanceof PlainView);

        Waiting.onApplicationThread(() -> place.getChildren().getFirst().fireEvent(click()));

        assertThat(pressed).isTrue();
    }

    private static MouseEvent click() {
        return new MouseEvent(
                MouseEvent.MOUSE_CLICKED,
                4,
                4,
                4,
                4,
                MouseButton.PRIMARY,
                1,
                false,
                false,
                false,
                false,
                false,
                false,
                false,
                true,
                false,
                true,
                null);
    }

    private void rescued(String selector) {
        rescued(find(selector));
    }

    /// Panes that scroll have their content once they were laid out.
    private Pane find(String selector) {
        Waiting.until(selector + " is there", () -> scene().lookup(selector) != null);
        return (Pane) Waiting.get(() -> scene().lookup(selector));
    }

    private Scene scene() {
        return window.stage().getScene();
    }

    private void rescued(Pane place) {
        for (Supplier<Node> culprit : CULPRITS) {
            Node node = Waiting.get(culprit);
            Waiting.onApplicationThread(() -> place.getChildren().addFirst(node));

            Waiting.until("it is replaced", () -> plain(place) != null);
            PlainView plain = Objects.requireNonNull(Waiting.get(() -> plain(place)));
            assertThat(Waiting.get(() -> texts(plain))).contains(WORDS);
            Waiting.until("it has its place", () -> plain.getWidth() > 0 && plain.getHeight() > 0);
            goesOn(place);
            Waiting.onApplicationThread(() -> place.getChildren().removeFirst());
        }
    }

    private static @Nullable PlainView plain(Pane place) {
        return (PlainView) place.getChildren().getFirst().lookup(".plain-view");
    }

    /// Everything above is laid out again.
    private void goesOn(Pane place) {
        var fresh = new Label("fresh");
        Waiting.onApplicationThread(() -> place.getChildren().add(fresh));
        Waiting.until("what is added is shown", () -> fresh.getWidth() > 0);
        Waiting.onApplicationThread(() -> place.getChildren().remove(fresh));
        for (double width : new double[] {900, 980}) {
            Waiting.onApplicationThread(() -> window.stage().setWidth(width));
            Waiting.until(
                    "it is as wide as the window",
                    () -> scene().lookup(".status-bar").getLayoutBounds().getWidth() == width);
        }
    }

    private static List<String> texts(Node node) {
        return node instanceof Text text
                ? List.of(text.getText())
                : node instanceof ScrollPane pane
                        ? texts(pane.getContent())
                        : node instanceof Parent parent
                                ? parent.getChildrenUnmodifiable().stream()
                                        .flatMap(child -> texts(child).stream())
                                        .toList()
                                : List.of();
    }
}
