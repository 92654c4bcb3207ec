package dev.tuwen.app.picture;

import dev.tuwen.app.error.ErrorMessages;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.assistant.Picture;
import javafx.geometry.Pos;
import javafx.scene.image.ImageView;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Rectangle;
import org.kordamp.ikonli.feather.Feather;

/// A picture in a small frame, all of it; marked where part of it is lost. Belongs to the view it is in.
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
        if (ErrorMessages.loss(picture.completeness()) != null) {
            var mark = new StackPane(Controls.icon(Feather.ALERT_TRIANGLE));
            mark.getStyleClass().add("in-part");
            mark.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
            setAlignment(mark, Pos.BOTTOM_LEFT);
            getChildren().add(mark);
        }
    }

    /// What a button says that shows the picture large.
    public static Phrase words(Picture picture) {
        Phrase loss = ErrorMessages.loss(picture.completeness());
        return loss == null ? ChatTexts.showPicture(picture.name()) : ChatTexts.showPictureInPart(picture.name(), loss);
    }
}
