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
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Long sentences in many scripts and in mixtures of them are typed, asked and answered: nothing throws, and no line
/// runs over its border. JavaFX shapes what it broke into lines a second time (see [dev.tuwen.app.view.Shaping]).
class ScriptsTest {
    /// How much of a sentence is typed at once.
    private static final int STROKE = 29;

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

    @ParameterizedTest
    @ValueSource(doubles = {480, 760, 1180})
    void everyScriptIsTypedAskedAndAnswered(double width) throws Exception {
        List<Sentence> sentences = sentences();
        assertThat(sentences).hasSizeGreaterThan(50);
        try (var window = new FakeWindow(home, width, 600)) {
            listen(thrown::add);
            try {
                for (Sentence sentence : sentences) {
                    tryOut(window, sentence, Normalizer.Form.NFC, width);
                    if (!Normalizer.isNormalized(sentence.text(), Normalizer.Form.NFD)) {
                        tryOut(window, sentence, Normalizer.Form.NFD, width);
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

    private void tryOut(FakeWindow window, Sentence sentence, Normalizer.Form form, double width) {
        String text = Normalizer.normalize(sentence.text(), form);
        String what = sentence.name() + " in " + form + " at " + width;
        type(window, text, what);
        show(window, text, what);
    }

    private void type(FakeWindow window, String text, String what) {
        Waiting.onApplicationThread(() -> {
            window.entry().requestFocus();
            for (int at = 0; at < text.length(); at += STROKE) {
                window.entry().replaceSelection(text.substring(at, Math.min(text.length(), at + STROKE)));
                layOut(window);
            }
        });
        assertThat(Waiting.get(() -> window.entry().getText())).as(what).isEqualTo(text);
        assertNothingFailed(window, what);
    }

    private void show(FakeWindow window, String text, String what) {
        window.press(KeyCode.ENTER);
        assertThat(window.asked().words().getLast()).as(what).isEqualTo(text.strip());
        window.asked().answer(markdown(text));
        Waiting.until(what + " is answered", () -> !window.chat().busyProperty().get());
        Waiting.onApplicationThread(() -> layOut(window));
        assertNothingFailed(window, what);
        List<TextView> views = Waiting.get(() -> views(window));
        assertThat(views).as(what).hasSizeGreaterThan(7);
        for (TextView view : views) {
            assertThat(Waiting.get(() -> overhang(view)))
                    .as("%s: %s", what, view.getStyleClass())
                    .isLessThanOrEqualTo(Waiting.get(() -> blanks(view)));
        }
        Waiting.onApplicationThread(() -> window.context().window().close(window.chat()));
    }

    /// The sentence wherever an answer may have it.
    private static String markdown(String text) {
        return """
                # %1$s

                %1$s

                - **%1$s**

                > *%1$s*

                | 1 | %1$s |
                |---|---|
                | %1$s | 2 |

                ```
                %1$s
                ```
                """.replace("%1$s", text);
    }

    private static void layOut(FakeWindow window) {
        Parent root = window.stage().getScene().getRoot();
        root.applyCss();
        root.layout();
    }

    private void assertNothingFailed(FakeWindow window, String what) {
        assertThat(thrown).as(what).isEmpty();
        assertThat(Waiting.get(() -> all(window.stage().getScene().getRoot())
                        .filter(node -> node instanceof Guard guard && guard.isFailed())
                        .count()))
                .as(what)
                .isZero();
    }

    private static List<TextView> views(FakeWindow window) {
        return all(window.stage().getScene().getRoot())
                .filter(TextView.class::isInstance)
                .map(TextView.class::cast)
                .toList();
    }

    private static Stream<Node> all(Node node) {
        return node instanceof Parent parent
                ? Stream.concat(
                        Stream.of(node),
                        parent.getChildrenUnmodifiable().stream().flatMap(ScriptsTest::all))
                : Stream.of(node);
    }

    private static Stream<Text> words(TextView view) {
        return view.getChildrenUnmodifiable().stream()
                .filter(Text.class::isInstance)
                .map(Text.class::cast);
    }

    /// How far words reach over the right border.
    private static double overhang(TextView view) {
        double right = words(view)
                .mapToDouble(word -> word.getBoundsInParent().getMaxX())
                .max()
                .orElse(0);
        return right - view.getWidth();
    }

    /// What blanks at the end of a line, or a character that has no font here, may take.
    private static double blanks(TextView view) {
        double size =
                words(view).mapToDouble(word -> word.getFont().getSize()).max().orElse(0);
        int blanks = words(view)
                .mapToInt(word ->
                        word.getText().length() - word.getText().stripTrailing().length())
                .max()
                .orElse(0);
        return size * (2.5 + blanks / 2.0);
    }
}
