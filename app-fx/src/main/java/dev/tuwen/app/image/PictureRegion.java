package dev.tuwen.app.image;

import dev.tuwen.vision.image.Bitmap;
import javafx.geometry.Rectangle2D;

/// A part of a picture, in its own pixels.
///
/// @param left first pixel of a row
/// @param top first row
/// @param width pixels in a row
/// @param height rows
public record PictureRegion(int left, int top, int width, int height) {
    /// Nothing.
    public static final PictureRegion NONE = new PictureRegion(0, 0, 0, 0);

    static PictureRegion all(Bitmap bitmap) {
        return new PictureRegion(0, 0, bitmap.width(), bitmap.height());
    }

    /// What of the picture shows on a stage of the given size, to the next whole pixels outside.
    ///
    /// @param whole where the picture lies on the stage
    public static PictureRegion within(Bitmap bitmap, Rectangle2D whole, double stageWidth, double stageHeight) {
        double scale = whole.getWidth() / bitmap.width();
        int left = pixel(Math.floor(-whole.getMinX() / scale), bitmap.width() - 1);
        int top = pixel(Math.floor(-whole.getMinY() / scale), bitmap.height() - 1);
        int right = pixel(Math.ceil((stageWidth - whole.getMinX()) / scale), bitmap.width());
        int bottom = pixel(Math.ceil((stageHeight - whole.getMinY()) / scale), bitmap.height());
        return new PictureRegion(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    }

    private static int pixel(double at, int last) {
        return (int) Math.clamp(at, 0, last);
    }
}
