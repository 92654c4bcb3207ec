package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.window.Offered;
import dev.tuwen.assistant.Picture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a small window does with much.
class CrowdedWindowTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @Test
    void keepsTheEntryAndTheConversationInSightWhenManyFilesAreDropped() throws Exception {
        try (var window = new FakeWindow(home, 720, 480)) {
            Waiting.until(
                    "the samples are read",
                    () -> window.context().samples().pictures().size() == 3);
            Picture sample = Waiting.get(
                    () -> window.context().samples().pictures().getFirst().picture());
            List<Path> texts = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                texts.add(Files.writeString(home.resolve(i + ".png"), "no picture", StandardCharsets.UTF_8));
            }

            Waiting.onApplicationThread(() -> {
                Objects.requireNonNull(window.application().view()).accept(new Offered.Paths(texts));
                for (int i = 0; i < 30; i++) {
                    window.chat().composer().addPicture(i + ".png", _ -> sample);
                }
            });
            Waiting.until(
                    "all were read",
                    () -> window.chat().composer().refusals().size() == 12
                            && window.chat().composer().attachments().stream()
                                    .allMatch(attachment -> attachment.picture() != null));
            Waiting.onApplicationThread(
                    () -> window.stage().getScene().getRoot().layout());

            Node column = window.stage().getScene().lookup(".composer-column");
            Bounds place = Waiting.get(() -> column.localToScene(column.getBoundsInLocal()));
            Bounds entry =
                    Waiting.get(() -> window.entry().localToScene(window.entry().getBoundsInLocal()));
            double height = window.stage().getScene().getHeight();
            assertThat(place.getMinY()).isGreaterThanOrEqualTo(0);
            assertThat(entry.getMaxY()).isLessThan(height);
            assertThat(window.chat().composer().attachments()).hasSize(30);
        }
    }

    @Test
    void showsTwoLongRefusalsWhole() throws Exception {
        try (var window = new FakeWindow(home, 720, 480)) {
            String name = "a name so long that the sentence behind it does not find room in the same line ";
            Path first = Files.writeString(home.resolve(name + "1.png"), "no picture", StandardCharsets.UTF_8);
            Path second = Files.writeString(home.resolve(name + "2.png"), "no picture", StandardCharsets.UTF_8);

            Waiting.onApplicationThread(
                    () -> Objects.requireNonNull(window.application().view())
                            .accept(new Offered.Paths(List.of(first, second))));
            Waiting.until(
                    "both are refused",
                    () -> window.chat().composer().refusals().size() == 2);
            var pane = (ScrollPane) window.stage().getScene().lookup(".bounded");
            Waiting.until("both have their lines", () -> {
                window.stage().getScene().getRoot().layout();
                return pane.getContent().getLayoutBounds().getHeight() > 80;
            });
            assertThat(Waiting.get(() -> pane.getContent().getLayoutBounds().getHeight()))
                    .isGreaterThan(80)
                    .isLessThanOrEqualTo(
                            Waiting.get(() -> pane.getViewportBounds().getHeight() + 1));
        }
    }
}
