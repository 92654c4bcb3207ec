package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.settings.Preferences;
import java.nio.file.Path;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.text.Text;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Words and signs stand out from what is behind them, computed from the colours that the style sheets give them.
class ContrastTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void thePlaceholderAndTheSendButtonThatWaitsCanBeRead(Preferences.ThemeChoice theme) throws Exception {
        try (var window = new FakeWindow(home, 980, 720)) {
            Scene scene = window.stage().getScene();
            Waiting.onApplicationThread(() -> {
                window.context().settings().change(before -> before.withTheme(theme));
                scene.getRoot().applyCss();
                scene.getRoot().layout();
            });
            Color behind = Waiting.get(() -> background((Region) scene.lookup(".composer"), Color.WHITE));

            for (boolean focused : new boolean[] {true, false}) {
                Waiting.onApplicationThread(() -> {
                    (focused ? window.entry() : scene.lookup("#new-chat")).requestFocus();
                    scene.getRoot().applyCss();
                });
                assertThat(Waiting.get(() -> FocusTest.contrast(placeholder(window, behind), behind)))
                        .as("placeholder, focused: %s", focused)
                        .isGreaterThanOrEqualTo(4.5);
            }

            var send = (Region) Waiting.get(() -> scene.lookup("#send"));
            assertThat(send.isDisabled()).isTrue();
            assertThat(send.getOpacity()).isEqualTo(1);
            Color button = Waiting.get(() -> background(send, behind));
            assertThat(Waiting.get(() -> FocusTest.contrast(sign(send, button), button)))
                    .isGreaterThanOrEqualTo(3);
        }
    }

    private static Color placeholder(FakeWindow window, Color behind) {
        Text words = window.entry().lookupAll(".text").stream()
                .filter(Text.class::isInstance)
                .map(Text.class::cast)
                .filter(text -> text.getText().equals(window.entry().getPromptText()))
                .findFirst()
                .orElseThrow();
        return over((Color) words.getFill(), behind);
    }

    private static Color sign(Region button, Color behind) {
        Node icon = Objects.requireNonNull(button.lookup(".ikonli-font-icon"));
        return over((Color) ((Text) icon).getFill(), behind);
    }

    private static Color background(Region region, Color behind) {
        Color color = behind;
        for (var fill : region.getBackground().getFills()) {
            color = over((Color) fill.getFill(), color);
        }
        return color;
    }

    private static Color over(Color above, Color below) {
        Color opaque = Color.color(above.getRed(), above.getGreen(), above.getBlue());
        return below.interpolate(opaque, above.getOpacity());
    }
}
