package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.view.RestingCaret;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.scene.shape.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A caret that rests is seen and does not blink.
class RestingCaretTest {
    /// Three times as long as a blink.
    private static final long BLINKS_MILLIS = 1500;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    java.nio.file.Path home;

    @Test
    void staysAndDoesNotBlink() throws Exception {
        try (var window = new FakeWindow(home, 980, 720)) {
            var blinks = new AtomicInteger();
            List<Path> paths = Waiting.get(() -> window.entry().lookupAll("*").stream()
                    .filter(Path.class::isInstance)
                    .map(Path.class::cast)
                    .toList());
            Waiting.onApplicationThread(() ->
                    paths.forEach(path -> path.opacityProperty().addListener((_, _, _) -> blinks.incrementAndGet())));
            Waiting.until("it blinks", () -> blinks.get() > 1);

            Waiting.onApplicationThread(() -> RestingCaret.rest(window.stage().getScene()));

            int before = Waiting.get(blinks::get);
            Thread.sleep(BLINKS_MILLIS);
            assertThat(Waiting.get(blinks::get)).isEqualTo(before);
            assertThat(Waiting.get(() -> paths.stream()
                            .anyMatch(path -> path.isVisible()
                                    && path.getOpacity() == 1
                                    && !path.getElements().isEmpty())))
                    .isTrue();
        }
    }
}
