package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.markdown.TextView;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javafx.geometry.NodeOrientation;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Paragraphs that begin from right to left are laid out from right to left, each for itself.
class DirectionTest {
    private static final String ARABIC = "في الصورة دائرة.";
    private static final String HEBREW = "בתמונה יש עיגול ו-TUWEN.";
    private static final String ENGLISH = "A circle, שלום.";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @SuppressWarnings("NullAway.Init")
    private FakeWindow window;

    @BeforeEach
    void open() throws Exception {
        window = new FakeWindow(home, 980, 900);
    }

    @AfterEach
    void close() throws Exception {
        window.close();
    }

    @Test
    void everyPartOfAnAnswerRunsAsItBegins() {
        ask("Which?", """
                # %1$s

                %2$s

                %3$s

                - %1$s
                - %3$s

                | %1$s | %3$s |
                |---|---|
                | %3$s | %2$s |

                ```
                %1$s
                ```
                """.replace("%1$s", ARABIC).replace("%2$s", HEBREW).replace("%3$s", ENGLISH));

        List<TextView> views = views().stream()
                .filter(view -> !view.getStyleClass().contains("question-text"))
                .toList();
        assertThat(views).hasSize(10);
        for (TextView view : views) {
            boolean code = view.getStyleClass().contains("code-text");
            boolean right = !code && !text(view).startsWith(ENGLISH);
            String what = view.getStyleClass() + " " + text(view) + " " + leftGap(view) + " " + rightGap(view);
            if (Math.abs(leftGap(view) - rightGap(view)) > 5) {
                assertThat(leftGap(view) > rightGap(view)).as(what).isEqualTo(right);
            }
            assertThat(code || stopIsAtTheLeft(view) == right).as(what).isTrue();
        }
        List<Label> bullets = window.stage().getScene().getRoot().lookupAll(".bullet").stream()
                .map(Label.class::cast)
                .toList();
        assertThat(Waiting.get(() -> x(bullets.getFirst()))).isGreaterThan(700);
        assertThat(Waiting.get(() -> x(bullets.getLast()))).isLessThan(400);
    }

    @Test
    void aColumnAtTheRightIsThereWhicheverWayItsCellsRun() {
        ask("Which?", """
                | a | %2$s |
                |---|---:|
                | b | %1$s |
                | c | d |
                """.replace("%1$s", ARABIC).replace("%2$s", HEBREW));

        List<TextView> cells = views().stream()
                .filter(view -> view.getStyleClass().contains("table-cell")
                        || view.getStyleClass().contains("table-head"))
                .toList();
        assertThat(cells).hasSize(6);
        for (int row = 0; row < 3; row++) {
            TextView cell = cells.get(2 * row + 1);
            assertThat(rightGap(cell)).as(text(cell)).isBetween(-2.0, 2.0);
        }
    }

    @Test
    void linesOfAQuestionThatRunTheOtherWayAreParagraphs() {
        ask(ENGLISH + "\n" + ARABIC + "\n" + HEBREW + "\n" + ENGLISH, "Yes.");

        List<TextView> lines = views().stream()
                .filter(view -> view.getStyleClass().contains("question-text"))
                .toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1).getNodeOrientation()).isEqualTo(NodeOrientation.RIGHT_TO_LEFT);
        assertThat(text(lines.get(1))).isEqualTo(ARABIC + "\n" + HEBREW);
    }

    @Test
    void theEntryRunsAsItsTextBegins() {
        Waiting.onApplicationThread(() -> window.entry().setText(ARABIC));
        assertThat(window.entry().getNodeOrientation()).isEqualTo(NodeOrientation.RIGHT_TO_LEFT);
        Node text = Objects.requireNonNull(window.entry().lookup(".text"));
        Waiting.until("it stands at the right", () -> x(text) > 500);

        Waiting.onApplicationThread(() -> window.entry().setText(ENGLISH));
        assertThat(window.entry().getNodeOrientation()).isEqualTo(NodeOrientation.LEFT_TO_RIGHT);
    }

    @Test
    void aLongLineInTheEntryIsMeasuredWholeBeforeItIsLaidOut() {
        Waiting.onApplicationThread(() -> {
            window.entry().setText((ARABIC + " ").repeat(20));
            // The prompt is a text too.
            Text line = window.entry().lookupAll(".text").stream()
                    .map(Text.class::cast)
                    .filter(text -> text.getText().startsWith(ARABIC))
                    .findFirst()
                    .orElseThrow();

            assertThat(line.getWrappingWidth()).isZero();
            assertThat(line.getLayoutBounds().getWidth())
                    .isGreaterThan(window.entry().getWidth());
        });
    }

    private void ask(String question, String answer) {
        Waiting.onApplicationThread(() -> {
            window.entry().setText(question);
            window.entry().requestFocus();
        });
        window.press(KeyCode.ENTER);
        window.asked().answer(answer);
        Waiting.until("it is answered", () -> !window.chat().busyProperty().get());
        Waiting.onApplicationThread(() -> {
            Parent root = window.stage().getScene().getRoot();
            root.applyCss();
            root.layout();
        });
    }

    private List<TextView> views() {
        return Waiting.get(() -> window.stage().getScene().getRoot().lookupAll(".prose").stream()
                .filter(TextView.class::isInstance)
                .map(TextView.class::cast)
                .toList());
    }

    private static List<Text> words(TextView view) {
        return view.getChildrenUnmodifiable().stream()
                .filter(Text.class::isInstance)
                .map(Text.class::cast)
                .toList();
    }

    private static String text(TextView view) {
        return String.join("", words(view).stream().map(Text::getText).toList());
    }

    private static double x(Node node) {
        return node.localToScene(node.getBoundsInLocal()).getMinX();
    }

    private static double leftGap(TextView view) {
        return Waiting.get(() -> words(view).stream()
                .mapToDouble(word -> word.getBoundsInParent().getMinX())
                .min()
                .orElseThrow());
    }

    private static double rightGap(TextView view) {
        return Waiting.get(() -> view.getWidth()
                - words(view).stream()
                        .mapToDouble(word -> word.getBoundsInParent().getMaxX())
                        .max()
                        .orElseThrow());
    }

    /// Whether the last text stands left of the first.
    private static boolean stopIsAtTheLeft(TextView view) {
        List<Text> words = words(view);
        return Waiting.get(() -> words.getLast().getBoundsInParent().getMinX()
                < words.getFirst().getBoundsInParent().getMinX());
    }
}
