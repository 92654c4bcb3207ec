package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.markdown.TextView;
import dev.tuwen.app.view.Guard;
import dev.tuwen.assistant.AnswerEvent;
import dev.tuwen.generate.StopReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How a conversation stands in its window. A fake speaks for the model.
class ConversationLayoutTest {
    private static final String TABLE = """
            | Very long header number one | Header two | Header three | Header four | Header five | Header six |
            |---|---|---|---|---|---|
            | a cell with quite a lot of text in it that has to wrap somewhere | 2 | 3 | 4 | 5 | 6 |
            | `code` | **b** | 很长的中文单元格内容很长的中文单元格内容 | x | 0.123456789 | https://example.org/very/long/address |
            """;

    private static final String MIXED = """
            | Very long header number one | Header two | Header three | Header four | Header five | Header six |
            |---|---|---|---|---|---|
            | a cell with quite a lot of text in it that has to wrap somewhere | 2 | 3 | 4 | 5 | 6 |
            | `code` | **b** | 很长的中文单元格内容很长的中文单元格内容 | $x$ | 0.123456789 | https://example.org/very/long/url/that/cannot/break/anywhere/at/all |
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @SuppressWarnings("NullAway.Init")
    private FakeWindow window;

    @BeforeEach
    void openWindow() throws TimeoutException {
        window = new FakeWindow(home, 640, 600);
    }

    @AfterEach
    void closeWindow() throws TimeoutException {
        window.close();
    }

    private void layOut() {
        Waiting.onApplicationThread(this::layOutNow);
    }

    private void layOutNow() {
        Parent root = window.stage().getScene().getRoot();
        // What one pass finds out, the next obeys.
        for (int pass = 0; pass < 3; pass++) {
            root.applyCss();
            root.layout();
        }
    }

    private void ask(String question) {
        Waiting.onApplicationThread(() -> window.entry().setText(question));
        window.press(KeyCode.ENTER);
    }

    private void answer(String text) {
        window.asked().answer(text);
        Waiting.until("it is answered", () -> !window.chat().busyProperty().get());
        layOut();
    }

    private Node find(String selector) {
        return Objects.requireNonNull(
                Waiting.get(() -> window.stage().getScene().lookup(selector)), selector);
    }

    private static Bounds place(Node node) {
        return Waiting.get(() -> node.localToScene(node.getLayoutBounds()));
    }

    private double heightOf(String text) {
        Waiting.onApplicationThread(() -> {
            window.entry().setText(text);
            layOutNow();
        });
        return Waiting.get(() -> window.entry().getHeight());
    }

    @Test
    void theEntryGrowsWithItsTextUpToAHeight() {
        double one = heightOf("a line");
        double two = heightOf("a line\nanother");
        double three = heightOf("a line\nanother\n");
        double wrapped = heightOf("words that take more room than there is in a line of the entry of a window "
                + "that is as narrow as this one, so that they stand in two lines");
        double full = heightOf("a line\n".repeat(40));

        assertThat(two).isGreaterThan(one + 12);
        assertThat(three).isGreaterThan(two + 12);
        assertThat(wrapped).isGreaterThanOrEqualTo(two);
        assertThat(full)
                .isEqualTo(heightOf("a line\n".repeat(80)))
                .isGreaterThan(three)
                .isLessThan(200);
        assertThat(heightOf("")).isEqualTo(one);
    }

    @Test
    void theEntryShowsAllOfItsTextAsLongAsItGrows() {
        heightOf("a line\nanother\na third");

        var pane = (ScrollPane) find("#composer .scroll-pane");
        assertThat(Waiting.get(() -> pane.getContent().getLayoutBounds().getHeight()))
                .isLessThanOrEqualTo(Waiting.get(() -> pane.getViewportBounds().getHeight()));
    }

    @Test
    void aTableKeepsItsColumnsReadableAndScrollsSideways() {
        ask("Tell me more");
        answer(TABLE);

        var pane = (ScrollPane) find(".answer-table .scroll-pane");
        double inside = Waiting.get(() -> pane.getContent().getLayoutBounds().getWidth());
        assertThat(inside)
                .isGreaterThan(Waiting.get(() -> pane.getViewportBounds().getWidth()) + 50);
        for (Node cell : window.stage().getScene().getRoot().lookupAll(".cell")) {
            var text = (TextView) ((Parent) cell).getChildrenUnmodifiable().getFirst();
            double wanted = Waiting.get(() -> Math.min(text.prefWidth(-1), 100));
            assertThat(Waiting.get(text::getWidth)).isGreaterThanOrEqualTo(wanted);
        }
        assertThat(Waiting.get(() -> pane.getContent().getLayoutBounds().getHeight()))
                .isLessThanOrEqualTo(Waiting.get(() -> pane.getViewportBounds().getHeight()) + 1);
    }

    @Test
    void aRowOfATableIsAsTallAsItsTallestCell() {
        ask("Tell me more");
        answer(MIXED);

        List<Node> cells = List.copyOf(window.stage().getScene().getRoot().lookupAll(".answer-table .cell"));
        assertThat(cells).hasSize(12);
        for (double y : Waiting.get(
                () -> cells.stream().map(Node::getLayoutY).distinct().toList())) {
            List<Node> row =
                    cells.stream().filter(cell -> cell.getLayoutY() == y).toList();
            double needed = Waiting.get(() -> row.stream()
                    .mapToDouble(cell -> cell.prefHeight(cell.getLayoutBounds().getWidth()))
                    .max()
                    .orElseThrow());
            assertThat(Waiting.get(() -> row.getFirst().getLayoutBounds().getHeight()))
                    .isBetween(needed - 1, needed + 2);
        }
    }

    @Test
    void aNarrowTableTakesTheWholeWidth() {
        ask("Tell me more");
        answer("| a | b |\n|---|---|\n| 1 | 2 |\n");

        var pane = (ScrollPane) find(".answer-table .scroll-pane");
        assertThat(Waiting.get(() -> pane.getContent().getLayoutBounds().getWidth()))
                .isEqualTo(Waiting.get(() -> pane.getViewportBounds().getWidth()));
    }

    @ParameterizedTest
    @ValueSource(doubles = {480, 640, 1180})
    void everythingEndsAtOneRightEdge(double width) {
        Waiting.onApplicationThread(() -> window.stage().setWidth(width));
        for (int turns = 0; turns < 4; turns++) {
            ask("What is in the picture, and how many shapes are there, and which colours do they have, all of them?");
            answer("```\ncode\n```\n\n" + TABLE);
            double edge = place(find(".composer")).getMaxX();
            assertThat(edge).isLessThan(width);
            for (String selector : List.of(".question", ".code-block", ".answer-table", ".answer-footer .caption")) {
                assertThat(place(find(selector)).getMaxX()).as(selector).isBetween(edge - 1, edge + 1);
            }
        }
    }

    @Test
    void countsTokensWhileAnAnswerIsDecoded() {
        ask("Tell me more");
        window.asked().say(new AnswerEvent.Decoding(1, 0));
        window.asked().say(new AnswerEvent.TextDelta("Once"));
        Waiting.until("it says how many", () -> "1 token".equals(pace()));
        window.asked().say(new AnswerEvent.TextDelta(" upon"));
        window.asked().say(new AnswerEvent.Decoding(7, 14.26));
        Waiting.until("it says how fast", () -> "7 tokens · 14.3 tokens/s".equals(pace()));

        window.asked().finish(StopReason.END_OF_TURN);
        Waiting.until("it ends", () -> !window.chat().busyProperty().get());

        assertThat(pace()).isEmpty();
    }

    private String pace() {
        return window.stage().getScene().lookup(".pace") instanceof Label label ? label.getText() : "";
    }

    @Test
    void whatIsSelectedIsSeenAndCopiedWithItsLooks() {
        ask("Tell me more");
        answer("All **is** well.");
        Node view = find(".paragraph");
        Waiting.onApplicationThread(() -> {
            press(view, 1);
            press(view, 3);
        });
        var selection = (javafx.scene.shape.Path) find(".paragraph .selection");

        assertThat(Waiting.get(() -> selection.getLayoutBounds().getWidth())).isGreaterThan(30);
        var fill = (Color) Waiting.get(selection::getFill);
        assertThat(fill.getOpacity()).isBetween(0.2, 0.9);
        Waiting.onApplicationThread(() -> view.fireEvent(copy()));
        Clipboard clipboard = Clipboard.getSystemClipboard();
        assertThat(Waiting.get(clipboard::getString)).isEqualTo("All is well.");
        assertThat(Waiting.get(clipboard::getHtml)).isEqualTo("All <b>is</b> well.");
        assertThat(Waiting.get(clipboard::getRtf)).contains("{ All }{\\b is}{  well.}");

        Waiting.onApplicationThread(() -> window.entry().requestFocus());
        assertThat(Waiting.get(() -> selection.getElements().isEmpty())).isTrue();
    }

    private static KeyEvent copy() {
        boolean mac = System.getProperty("os.name", "").startsWith("Mac");
        return new KeyEvent(KeyEvent.KEY_PRESSED, "c", "", KeyCode.C, false, !mac, false, mac);
    }

    private static void press(Node node, int clicks) {
        node.fireEvent(new MouseEvent(
                MouseEvent.MOUSE_PRESSED,
                4,
                4,
                4,
                4,
                MouseButton.PRIMARY,
                clicks,
                false,
                false,
                false,
                false,
                true,
                false,
                false,
                true,
                false,
                true,
                null));
    }

    private static final class Stubborn extends Region {
        @Override
        protected void layoutChildren() {
            throw new IllegalStateException("never");
        }
    }

    @Test
    void whatCannotBeLaidOutIsReplacedAndTheRestGoesOn() {
        var instead = new Label("plain");
        var guard = new Guard(new StackPane(new Stubborn()), _ -> instead);
        Waiting.onApplicationThread(() -> {
            var frame = (StackPane) window.stage().getScene().getRoot();
            frame.getChildren().add(guard);
            layOutNow();
        });

        assertThat(Waiting.get(guard::isFailed)).isTrue();
        assertThat(Waiting.get(() -> instead.getWidth())).isPositive();
        ask("Tell me more");
        answer("All **is** well.");
        assertThat(Waiting.get(() -> views().count())).isEqualTo(2);
        assertThat(heightOf("a line\nanother")).isGreaterThan(heightOf("a line"));
    }

    private Stream<Node> views() {
        return window.stage().getScene().getRoot().lookupAll(".prose").stream();
    }
}
