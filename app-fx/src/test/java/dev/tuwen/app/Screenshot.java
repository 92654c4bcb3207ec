package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.scene.image.PixelReader;
import javafx.scene.image.WritableImage;
import javafx.stage.Stage;
import javax.imageio.ImageIO;

/// Draws a window into a file.
final class Screenshot {
    private static final Path FOLDER = Path.of("..", "docs", "screenshots");

    private Screenshot() {}

    /// Waits until nothing moves any more and draws what is to be seen.
    static void draw(Stage stage, String name) throws IOException, InterruptedException {
        Thread.sleep(600);
        WritableImage image = Waiting.get(() -> stage.getScene().snapshot(null));
        PixelReader pixels = image.getPixelReader();
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        var drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                drawn.setRGB(x, y, pixels.getArgb(x, y));
            }
        }
        Files.createDirectories(FOLDER);
        assertThat(ImageIO.write(drawn, "png", FOLDER.resolve(name + ".png").toFile()))
                .isTrue();
    }
}
