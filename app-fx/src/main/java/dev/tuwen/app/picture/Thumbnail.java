package dev.tuwen.app.picture;

import dev.tuwen.app.view.ViewContext;
import dev.tuwen.assistant.Picture;
import javafx.scene.image.ImageView;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Rectangle;

/// A picture in a small frame, all of it. Belongs to the view it is in.
public final class Thumbnail extends StackPane {
    private static final double CORNER = 8;

    /// @param context draws pictures
    /// @param picture what to show
    /// @param width of the frame
    /// @param height of the frame
    public Thumbnail(ViewContext context, Picture picture, double width, double height) {
        getStyleClass().add("thumbnail");
        setMinSize(width, height);
        setPrefSize(width, height);
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        var frame = new Rectangle(width, height);
        frame.setArcWidth(CORNER);
        frame.setArcHeight(CORNER);
        setClip(frame);
        var view = new ImageView();
        view.setPreserveRatio(true);
        view.setFitWidth(width);
        view.setFitHeight(height);
        view.setSmooth(true);
        view.imageProperty().bind(context.images().small(picture));
        getChildren().add(view);
    }
}
