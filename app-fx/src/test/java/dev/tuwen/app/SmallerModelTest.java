package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.models.ModelsView;
import dev.tuwen.testkit.GoldenFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.control.Label;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

/// Making a model smaller, by the buttons of the page of models.
class SmallerModelTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private final FxRobot robot = new FxRobot();

    @Test
    void offersACopyWithFourBitsAsksAndMakesIt() throws Exception {
        // given
        Path model = Files.createDirectories(home.resolve("models/full"));
        for (String name : List.of("config.json", "tokenizer.model", "model.safetensors")) {
            Files.copy(GoldenFolder.of("text").resolve(name), model.resolve(name));
        }
        try (var window = new FakeWindow(home, 1000, 800)) {
            Waiting.onApplicationThread(() -> {
                window.context().window().open(ModelsView.PAGE);
                window.context().models().refresh();
            });

            // when
            Waiting.press(robot, "#smaller-full");
            Waiting.node(robot, "#smaller-yes");
            assertThat(home.resolve("models/full-q4_0")).doesNotExist();
            Waiting.press(robot, "#smaller-yes");

            // then
            Waiting.node(robot, "#more-full-q4_0");
            assertThat(home.resolve("models/full-q4_0/full-q4_0.gguf")).exists();
            Waiting.until(
                    "nothing more is offered",
                    () -> robot.lookup("#smaller-full").tryQuery().isEmpty()
                            && robot.lookup("#smaller-full-q4_0").tryQuery().isEmpty());
            Waiting.until(
                    "the end is told",
                    () -> robot.lookup(".good-news .problem-text").queryAllAs(Label.class).stream()
                            .anyMatch(label -> label.getText().contains("full")));
        }
    }
}
