package dev.tuwen.app.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tuwen.app.i18n.Language;
import dev.tuwen.app.i18n.Localizer;
import dev.tuwen.app.image.PictureImages;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.assistant.Picture;
import dev.tuwen.vision.image.Bitmap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javafx.beans.property.SimpleObjectProperty;
import javafx.event.EventType;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.image.ImageView;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Pane;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxToolkit;

/// What holds of zooming.
class PictureViewTest {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 600;

    @BeforeAll
    static void startToolkit() throws Exception {
        FxToolkit.registerPrimaryStage();
    }

    private static void onApplicationThread(Runnable task) throws Exception {
        CompletableFuture.runAsync(task, javafx.application.Platform::runLater).get();
    }

    private static void withView(Consumer<Pane> task) throws Exception {
        onApplicationThread(() -> {
            var context = new ViewContext(
                    new Localizer(Language.ENGLISH), new PictureImages(Runnable::run, Runnable::run), _ -> {}, _ -> {});
            var picture = new Picture("a.png", new Bitmap(WIDTH, HEIGHT, new byte[WIDTH * HEIGHT * 3]), 0);
            var view = new PictureView(context, new SimpleObjectProperty<>(picture), () -> {});
            new Scene(view, 500, 460);
            view.applyCss();
            view.layout();
            task.accept((Pane) view.lookup(".picture-stage"));
        });
    }

    /// Which point of the picture is at a point of the stage, as parts of its width and height.
    private static Point2D at(Pane stage, double x, double y) {
        var image = (ImageView) stage.getChildren().getFirst();
        return new Point2D((x - image.getX()) / image.getFitWidth(), (y - image.getY()) / image.getFitHeight());
    }

    private static ScrollEvent wheel(Node on, double x, double y, double turns) {
        EventType<ScrollEvent> type = ScrollEvent.SCROLL;
        Point2D scene = on.localToScene(x, y);
        return new ScrollEvent(
                type,
                scene.getX(),
                scene.getY(),
                scene.getX(),
                scene.getY(),
                false,
                false,
                false,
                false,
                false,
                false,
                0,
                40 * turns,
                0,
                0,
                ScrollEvent.HorizontalTextScrollUnits.NONE,
                0,
                ScrollEvent.VerticalTextScrollUnits.NONE,
                0,
                0,
                null);
    }

    @Test
    void theWheelZoomsWhereThePointerIs() throws Exception {
        withView(stage -> {
            double x = stage.getWidth() * 0.3;
            double y = stage.getHeight() * 0.4;
            // Once it is larger than the stage, its edges are in nobody's way.
            stage.fireEvent(wheel(stage, stage.getWidth() / 2, stage.getHeight() / 2, 3));
            Point2D before = at(stage, x, y);

            for (int turn = 0; turn < 6; turn++) {
                stage.fireEvent(wheel(stage, x, y, 1));
                Point2D now = at(stage, x, y);

                assertThat(now.getX()).isCloseTo(before.getX(), within(0.004));
                assertThat(now.getY()).isCloseTo(before.getY(), within(0.004));
            }

            double elsewhere = stage.getWidth() * 0.7;
            before = at(stage, elsewhere, y);
            stage.fireEvent(wheel(stage, elsewhere, y, -1));
            assertThat(at(stage, elsewhere, y).getX()).isCloseTo(before.getX(), within(0.004));
        });
    }
}
