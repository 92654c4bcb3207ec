package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.markdown.TextView;
import dev.tuwen.app.view.Guard;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Long sentences in many scripts and in mixtures of them are typed, asked and answered: nothing throws, and no line
/// runs over its border. JavaFX shapes what it broke into lines a second time (see [dev.tuwen.app.view.Shaping]).
class ScriptsTest {
    /// How much of a sentence is typed at once.
    private static final int STROKE = 29;

    private static final List<Double> WIDTHS = List.of(480.0, 760.0, 1180.0);

    private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private record Sentence(String name, String text) {}

    private static List<Sentence> sentences() throws IOException {
        try (InputStream stream = Objects.requireNonNull(ScriptsTest.class.getResourceAsStream("scripts.txt"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains("\t"))
                    .map(line -> line.split("\t", 2))
                    .map(parts -> new Sentence(parts[0], parts[1]))
                    .toList();
        }
    }

    @Test
    void everyScriptIsTypedAskedAndAnswered() throws Exception {
        List<Sentence> sentences = sentences();
        assertThat(sentences).hasSizeGreaterThan(50);
        try (var window = new FakeWindow(home, WIDTHS.getLast(), 600)) {
            listen(thrown::add);
            try {
                for (Sentence sentence : sentences) {
                    tryOut(window, sentence, Normalizer.Form.NFC);
                    if (!Normalizer.isNormalized(sentence.text(), Normalizer.Form.NFD)) {
                        tryOut(window, sentence, Normalizer.Form.NFD);
                    }
                }
            } finally {
                listen(null);
            }
        }
    }

    /// Hears what the application's thread throws in its pulses.
    private static void listen(@Nullable Consumer<Throwable> listener) {
        Waiting.onApplicationThread(() -> Thread.currentThread()
                .setUncaughtExceptionHandler(listener == null ? null : (_, failure) -> listener.accept(failure)));
    }

    private void tryOut(FakeWindow window, Sentence sentence, Normalizer.Form form) {
        String text = Normalizer.normalize(sentence.text(), form);
        String what = sentence.name() + " in " + form;
        resize(window, WIDTHS.getFirst());
        write(window, text, text.length(), what + " pasted");
        write(window, text, STROKE, what + " typed");
        resize(window, WIDTHS.get(1));
        window.press(KeyCode.ENTER);
        assertThat(window.asked().words().getLast()).as(what).isEqualTo(text.strip());
        window.asked().answer(markdown(text));
        Waiting.until(what + " is answered", () -> !window.chat().busyProperty().get());
        Waiting.onApplicationThread(() -> root(window).applyCss());
        for (double width : WIDTHS) {
            resize(window, width);
            look(window, what + " at " + width);
        }
        Waiting.onApplicationThread(() -> window.context().window().close(window.chat()));
    }

    private static void resize(FakeWindow window, double width) {
        Waiting.onApplicationThread(() -> window.stage().setWidth(width));
        Waiting.until(
                "the window is " + width + " wide",
                () -> window.stage().getScene().getWidth() == width);
    }

    private void write(FakeWindow window, String text, int stroke, String what) {
        Waiting.onApplicationThread(() -> {
            window.entry().clear();
            window.entry().requestFocus();
            root(window).layout();
            for (int at = 0; at < text.length(); at += stroke) {
                window.entry().replaceSelection(text.substring(at, Math.min(text.length(), at + stroke)));
                // The mouse asks before anything is laid out.
                window.entry().lookupAll(".text").forEach(Node::getLayoutBounds);
                root(window).layout();
            }
            assertThat(window.entry().getText()).as(what).isEqualTo(text);
            assertNothingFailed(window, what);
        });
    }

    private void look(FakeWindow window, String what) {
        Waiting.onApplicationThread(() -> {
            root(window).layout();
            assertNothingFailed(window, what);
            List<TextView> views = all(root(window))
                    .filter(TextView.class::isInstance)
                    .map(TextView.class::cast)
                    .toList();
            assertThat(views).as(what).hasSize(7);
            for (TextView view : views) {
                // Lines of code scroll sideways.
                if (!view.getStyleClass().contains("code-text")) {
                    assertInside(view, what + ": " + view.getStyleClass());
                }
            }
        });
    }

    /// The sentence wherever an answer may have it.
    private static String markdown(String text) {
        return """
                # %1$s

                - **%1$s**

                > *%1$s*

                | %1$s |
                |---|
                | 1 |

                ```
                %1$s
                ```
                """.replace("%1$s", text);
    }

    private static Parent root(FakeWindow window) {
        return window.stage().getScene().getRoot();
    }

    private void assertNothingFailed(FakeWindow window, String what) {
        assertThat(thrown).as(what).isEmpty();
        assertThat(all(root(window)).filter(node -> node instanceof Guard guard && guard.isFailed()))
                .as(what)
                .isEmpty();
    }

    private static Stream<Node> all(Node node) {
        return node instanceof Parent parent
                ? Stream.concat(
                        Stream.of(node),
                        parent.getChildrenUnmodifiable().stream().flatMap(ScriptsTest::all))
                : Stream.of(node);
    }

    /// No word reaches over a border of what is around its view; blanks may. What is painted may lean over it by less
    /// than a letter: slanted letters do, and boxes of marks that no font here has.
    private static void assertInside(TextView view, String what) {
        Bounds around = view.getParent().getLayoutBounds();
        for (Node node : view.getChildrenUnmodifiable()) {
            if (node instanceof Text word && !word.getText().isBlank()) {
                double letter = word.getFont().getSize();
                double blanks = word.getText().chars().anyMatch(Character::isWhitespace) ? letter : 0;
                Bounds place = view.localToParent(word.localToParent(word.getLayoutBounds()));
                Bounds painted = view.localToParent(word.getBoundsInParent());

                assertThat(over(place, around)).as(what).isLessThanOrEqualTo(1 + blanks);
                assertThat(over(painted, around)).as(what).isLessThan(letter + blanks);
            }
        }
    }

    private static double over(Bounds inner, Bounds outer) {
        return Math.max(inner.getMaxX() - outer.getMaxX(), outer.getMinX() - inner.getMinX());
    }
}
