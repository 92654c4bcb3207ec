package dev.tuwen.app.picture;

import dev.tuwen.app.image.PictureImages;
import dev.tuwen.app.image.PictureRegion;
import dev.tuwen.assistant.Picture;
import javafx.animation.PauseTransition;
import javafx.geometry.Rectangle2D;
import javafx.scene.image.ImageView;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/// What shows of a picture too large for one image, from the picture itself: laid over the reduced one wherever that is
/// coarser than the screen, and drawn anew when zooming and moving have come to rest. The application's thread.
final class PictureDetail {
    private static final Duration REST = Duration.millis(120);

    private final PictureImages images;
    private final ImageView view = new ImageView();
    private final PauseTransition rest = new PauseTransition(REST);
    private @Nullable Picture picture;
    /// Where the picture lies on the stage.
    private Rectangle2D whole = Rectangle2D.EMPTY;
    /// What the image shows.
    private PictureRegion region = PictureRegion.NONE;
    /// Counts what was asked for, so that a part drawn too late is not shown.
    private int asked;

    PictureDetail(PictureImages images) {
        this.images = images;
        view.setManaged(false);
    }

    /// What to lay over the reduced picture.
    ImageView node() {
        return view;
    }

    /// Shows nothing.
    void clear() {
        picture = null;
        hide();
    }

    /// @param placed where the picture lies on the stage
    /// @param width of the stage
    /// @param height of the stage
    /// @param density screen pixels per unit of the stage
    void place(Picture now, Rectangle2D placed, double width, double height, double density) {
        if (!now.equals(picture)) {
            hide();
            picture = now;
        }
        whole = placed;
        if (Math.max(placed.getWidth(), placed.getHeight()) * density <= PictureImages.LARGE
                || PictureImages.longestSide(now) <= PictureImages.LARGE) {
            hide();
            return;
        }
        lay(now);
        PictureRegion wanted = PictureRegion.within(now.upright(), placed, width, height);
        if (view.getImage() != null && wanted.equals(region)) {
            rest.stop();
        } else {
            rest.setOnFinished(_ -> draw(now, wanted));
            rest.playFromStart();
        }
    }

    private void draw(Picture of, PictureRegion wanted) {
        int number = ++asked;
        images.part(of, wanted, part -> {
            if (number == asked) {
                region = wanted;
                view.setImage(part);
                lay(of);
            }
        });
    }

    private void lay(Picture of) {
        double scale = whole.getWidth() / of.upright().width();
        view.setSmooth(PictureView.smooth(scale));
        view.setX(whole.getMinX() + region.left() * scale);
        view.setY(whole.getMinY() + region.top() * scale);
        view.setFitWidth(region.width() * scale);
        view.setFitHeight(region.height() * scale);
    }

    private void hide() {
        asked++;
        rest.stop();
        view.setImage(null);
    }
}
