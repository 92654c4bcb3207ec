package dev.tuwen.app.picture;

import dev.tuwen.app.view.ViewContext;
import dev.tuwen.assistant.Picture;
import javafx.geometry.Rectangle2D;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Rectangle;

/// A picture in a small frame, its middle filling it. Belongs to the view it is in.
public final class Thumbnail extends StackPane {
    private static final double CORNER = 8;

    private final ImageView view = new ImageView();
    private final double width;
    private final double height;

    /// @param context draws pictures
    /// @param picture what to show
    /// @param width of the frame
    /// @param height of the frame
    public Thumbnail(ViewContext context, Picture picture, double width, double height) {
        this.width = width;
        this.height = height;
        getStyleClass().add("thumbnail");
        setMinSize(width, height);
        setPrefSize(width, height);
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        view.setFitWidth(width);
        view.setFitHeight(height);
        view.setSmooth(true);
        var clip = new Rectangle(width, height);
        clip.setArcWidth(CORNER);
        clip.setArcHeight(CORNER);
        view.setClip(clip);
        var image = context.images().small(picture);
        view.imageProperty().bind(image);
        image.subscribe(this::crop);
        getChildren().add(view);
    }

    private void crop(Image image) {
        if (image == null) {
            return;
        }
        double scale = Math.min(image.getWidth() / width, image.getHeight() / height);
        double cutWidth = width * scale;
        double cutHeight = height * scale;
        view.setViewport(new Rectangle2D(
                (image.getWidth() - cutWidth) / 2, (image.getHeight() - cutHeight) / 2, cutWidth, cutHeight));
    }
}
