package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tuwen.app.models.ModelsView;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

/// Getting a model, as far as that needs no network.
class GettingTest {
    private static final String OFFERS = """
            {"format": 1, "models": [{"name": "one", "title": "The one", "family": "v2", "precision": "BF16",
              "layout": "gguf", "licence": "general-model-licence", "approximateBytes": 6872100000,
              "parameters": 3434965792, "cacheBytes": 1509949440,
              "repositories": {"huggingface": "me/one"}, "files": [{"path": "model.gguf"}]},
              {"name": "two", "title": "The other", "family": "v2", "precision": "F32",
              "layout": "gguf", "licence": "general-model-licence", "approximateBytes": 4000000000,
              "parameters": 1000000000, "cacheBytes": 1509949440,
              "repositories": {"huggingface": "me/two"}, "files": [{"path": "model.gguf"}]}]}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private final FxRobot robot = new FxRobot();

    @Test
    void theButtonKeepsItsPlaceAndTheFocusStaysInTheCard() throws Exception {
        Files.writeString(home.resolve("catalog.json"), OFFERS);
        try (var window = new FakeWindow(home, 980, 560)) {
            Scene scene = window.stage().getScene();
            Waiting.onApplicationThread(() -> window.context().window().open(ModelsView.PAGE));
            Node get = Waiting.node(robot, "#get-two");
            Waiting.onApplicationThread(() -> {
                var page = (ScrollPane) scene.lookup(".page");
                double hidden = page.getContent().getLayoutBounds().getHeight()
                        - page.getViewportBounds().getHeight();
                page.setVvalue((place(get).getMinY() - 200) / hidden);
                scene.getRoot().layout();
                get.requestFocus();
            });
            double top = Waiting.get(() -> place(cardOf(get)).getMinY());

            Waiting.onApplicationThread(() -> ((Button) get).fire());
            Waiting.until(
                    "the licence has the focus",
                    () -> scene.getFocusOwner() != null
                            && "accept-licence".equals(scene.getFocusOwner().getId()));
            Node card = Waiting.get(() -> cardOf(scene.getFocusOwner()));
            Waiting.until(
                    "it is laid out",
                    () -> scene.getFocusOwner().getLayoutBounds().getHeight() > 0);
            assertThat(Waiting.get(() -> place(card).getMinY())).isCloseTo(top, within(0.5));

            Waiting.onApplicationThread(() -> card.lookupAll(".getting .button").stream()
                    .map(Button.class::cast)
                    .filter(button -> button.getText().equals("Cancel"))
                    .findFirst()
                    .orElseThrow()
                    .fire());
            Waiting.until(
                    "the button is back with the focus",
                    () -> scene.getFocusOwner() != null
                            && "get-two".equals(scene.getFocusOwner().getId()));
            Waiting.until(
                    "it is laid out",
                    () -> scene.getFocusOwner().getLayoutBounds().getHeight() > 0);
            assertThat(Waiting.get(() -> place(cardOf(scene.getFocusOwner())).getMinY()))
                    .isCloseTo(top, within(0.5));
        }
    }

    private static Node cardOf(Node inside) {
        Node card = inside;
        while (!card.getStyleClass().contains("card")) {
            card = card.getParent();
        }
        return card;
    }

    private static Bounds place(Node node) {
        return node.localToScene(node.getLayoutBounds());
    }
}
