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
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.PixelFormat;
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

    /// What is drawn around a stop may show the focus too.
    private static final int MARGIN = 12;

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
        Node before = root;
        for (Node stop = after(window, root); stops.add(stop); stop = after(window, before)) {
            Bounds size = bounds(stop);
            double enough = (size.getWidth() + size.getHeight()) / 2;
            int seen = seen(window, root, size, () -> {});
            for (int tries = 0; seen < enough && tries < TRIES; tries++) {
                after(window, before);
                seen = seen(window, root, size, () -> Waiting.pulse(scene(window)));
            }
            if (seen < enough) {
                unseen.add(stop + ": " + seen + " pixels, " + size.getWidth() + " x " + size.getHeight());
            }
            before = stop;
        }
        assertThat(unseen).isEmpty();
        return stops.size();
    }

    /// Where Tab leads from a stop.
    private static Node after(FakeWindow window, Node stop) {
        Waiting.onApplicationThread(stop::requestFocus);
        window.press(KeyCode.TAB);
        return Waiting.get(() -> scene(window).getFocusOwner());
    }

    private static Bounds bounds(Node stop) {
        return Waiting.get(() -> stop.localToScene(stop.getLayoutBounds()));
    }

    /// How many pixels tell that the focus is at a stop; takes it away. Few wait for a frame before they change.
    private static int seen(FakeWindow window, Node root, Bounds around, Runnable frame) {
        frame.run();
        int[] with = draw(window, around);
        Waiting.onApplicationThread(root::requestFocus);
        frame.run();
        return differing(with, draw(window, around));
    }

    /// The pixels around a stop, row by row.
    private static int[] draw(FakeWindow window, Bounds around) {
        return Waiting.get(() -> {
            var part = new SnapshotParameters();
            part.setFill(scene(window).getFill());
            part.setViewport(new Rectangle2D(
                    Math.floor(around.getMinX()) - MARGIN,
                    Math.floor(around.getMinY()) - MARGIN,
                    Math.ceil(around.getWidth()) + 2 * MARGIN,
                    Math.ceil(around.getHeight()) + 2 * MARGIN));
            WritableImage image = scene(window).getRoot().snapshot(part, null);
            int width = (int) image.getWidth();
            int height = (int) image.getHeight();
            int[] pixels = new int[width * height];
            image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
            return pixels;
        });
    }

    private static int differing(int[] one, int[] other) {
        int count = 0;
        for (int i = 0; i < one.length; i++) {
            if (one[i] != other[i] && contrast(color(one[i]), color(other[i])) >= CONTRAST) {
                count++;
            }
        }
        return count;
    }

    private static Color color(int argb) {
        return Color.rgb(argb >> 16 & 0xff, argb >> 8 & 0xff, argb & 0xff);
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
