package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.page.PageView;
import dev.tuwen.app.settings.Preferences;
import dev.tuwen.assistant.Picture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.image.PixelReader;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Wherever Tab leads, a person sees where that is: the window is drawn with and without the focus there, and enough
/// pixels differ by enough.
class FocusTest {
    private static final double CONTRAST = 3;
    private static final int TRIES = 20;
    private static final String ANSWER = """
            See [here](https://example.org/).

            ```
            code
            ```
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void isSeenAtEveryStopOfAConversation(Preferences.ThemeChoice theme) throws Exception {
        try (var window = open(theme, 980, 720)) {
            assertThat(walk(window)).isGreaterThan(8);

            Picture sample = Waiting.get(
                    () -> window.context().samples().pictures().getFirst().picture());
            Waiting.onApplicationThread(() -> window.chat().ask("Where is more?", List.of(sample)));
            window.asked().answer(ANSWER);
            Waiting.until("the answer is shown", () -> scene(window).lookup(".answer-footer") != null);
            Waiting.onApplicationThread(() -> window.chat().composer().addPicture("a.png", _ -> sample));
            Waiting.until("the picture is there", () -> scene(window).lookup(".remove-button") != null);

            assertThat(walk(window)).isGreaterThan(17);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void isSeenAtEveryStopOfThePages(Preferences.ThemeChoice theme) throws Exception {
        try (var window = open(theme, 980, 760)) {
            for (PageView page : window.context().pages()) {
                Waiting.onApplicationThread(() -> window.context().window().open(page.page()));

                assertThat(walk(window)).as(page.page().id()).isGreaterThan(8);
            }
        }
    }

    @Test
    void isSeenAtEveryStopOfANarrowWindow() throws Exception {
        try (var window = open(Preferences.ThemeChoice.LIGHT, 720, 480)) {
            assertThat(walk(window)).isGreaterThan(8);
        }
    }

    private FakeWindow open(Preferences.ThemeChoice theme, double width, double height) throws Exception {
        var window = new FakeWindow(home, width, height);
        Waiting.until("the samples are shown", () -> scene(window).lookup(".sample-card") != null);
        Waiting.onApplicationThread(() -> window.context().settings().change(before -> before.withTheme(theme)));
        return window;
    }

    private static Scene scene(FakeWindow window) {
        return window.stage().getScene();
    }

    /// Goes around once.
    ///
    /// @return how many stops there are
    private static int walk(FakeWindow window) {
        Node root = Objects.requireNonNull(window.application().view());
        Set<Node> stops = new LinkedHashSet<>();
        var unseen = new ArrayList<String>();
        Waiting.onApplicationThread(root::requestFocus);
        for (window.press(KeyCode.TAB); stops.add(owner(window)); window.press(KeyCode.TAB)) {
            Node stop = owner(window);
            Bounds size = Waiting.get(() -> stop.localToScene(stop.getLayoutBounds()));
            double enough = (size.getWidth() + size.getHeight()) / 2;
            WritableImage with = settled(window);
            Waiting.onApplicationThread(root::requestFocus);
            int seen = differing(with, settled(window), CONTRAST);
            if (seen < enough) {
                unseen.add(stop + ": " + seen + " pixels, " + size.getWidth() + " x " + size.getHeight());
            }
            Waiting.onApplicationThread(stop::requestFocus);
        }
        assertThat(unseen).isEmpty();
        return stops.size();
    }

    private static Node owner(FakeWindow window) {
        return Waiting.get(() -> scene(window).getFocusOwner());
    }

    /// What is drawn may be a frame behind: drawn until nothing changes.
    private static WritableImage settled(FakeWindow window) {
        WritableImage before = draw(window);
        for (int tries = 0; tries < TRIES; tries++) {
            Waiting.frame();
            WritableImage now = draw(window);
            if (differing(before, now, 1) == 0) {
                return now;
            }
            before = now;
        }
        return before;
    }

    private static WritableImage draw(FakeWindow window) {
        return Waiting.get(() -> {
            scene(window).getRoot().applyCss();
            scene(window).getRoot().layout();
            return scene(window).snapshot(null);
        });
    }

    private static int differing(WritableImage one, WritableImage other, double least) {
        PixelReader first = one.getPixelReader();
        PixelReader second = other.getPixelReader();
        int count = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                if (first.getArgb(x, y) != second.getArgb(x, y)
                        && contrast(first.getColor(x, y), second.getColor(x, y)) >= least) {
                    count++;
                }
            }
        }
        return count;
    }

    /// Contrast of two colours (WCAG 2.2).
    static double contrast(Color one, Color other) {
        double first = luminance(one);
        double second = luminance(other);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(double part) {
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}
