package dev.tuwen.app.image;

import dev.tuwen.assistant.Picture;
import dev.tuwen.vision.image.Bitmap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.jspecify.annotations.Nullable;

/// Makes images for the screen of pictures, off the application's thread, and remembers them as long as the pictures
/// live. One for the application; the application's thread.
public final class PictureImages {
    /// Longest side of an image that fills the window; larger ones do not fit every graphics card.
    public static final int LARGE = 4096;
    /// Longest side of a small one, for screens of any density.
    static final int SMALL = 256;

    private final Executor worker;
    private final Executor application;
    private final Map<Picture, ReadOnlyObjectWrapper<@Nullable Image>> large = new WeakHashMap<>();
    private final Map<Picture, ReadOnlyObjectWrapper<@Nullable Image>> small = new WeakHashMap<>();

    /// @param worker makes pictures smaller there
    /// @param application runs tasks on the application's thread
    public PictureImages(Executor worker, Executor application) {
        this.worker = worker;
        this.application = application;
    }

    /// The picture as large as a screen can use; null until it is made.
    public ReadOnlyObjectProperty<@Nullable Image> large(Picture picture) {
        return image(large, picture, LARGE);
    }

    /// The picture small; null until it is made.
    public ReadOnlyObjectProperty<@Nullable Image> small(Picture picture) {
        return image(small, picture, SMALL);
    }

    /// Draws a part of the picture, as fine as the picture is, and hands it over.
    public void part(Picture picture, PictureRegion region, Consumer<Image> drawn) {
        draw(picture.upright(), region, LARGE, drawn);
    }

    /// Pixels of the picture's longer side.
    public static int longestSide(Picture picture) {
        return Math.max(picture.upright().width(), picture.upright().height());
    }

    private ReadOnlyObjectProperty<@Nullable Image> image(
            Map<Picture, ReadOnlyObjectWrapper<@Nullable Image>> known, Picture picture, int longestSide) {
        ReadOnlyObjectWrapper<@Nullable Image> image = known.get(picture);
        if (image == null) {
            ReadOnlyObjectWrapper<@Nullable Image> fresh = new ReadOnlyObjectWrapper<>(this, "image");
            known.put(picture, fresh);
            draw(picture.upright(), PictureRegion.all(picture.upright()), longestSide, fresh::set);
            image = fresh;
        }
        return image.getReadOnlyProperty();
    }

    private void draw(Bitmap bitmap, PictureRegion region, int longestSide, Consumer<Image> drawn) {
        worker.execute(() -> {
            ScaledPixels pixels = ScaledPixels.of(bitmap, region, longestSide);
            application.execute(() -> drawn.accept(image(pixels)));
        });
    }

    private static Image image(ScaledPixels pixels) {
        var image = new WritableImage(pixels.width(), pixels.height());
        image.getPixelWriter()
                .setPixels(
                        0,
                        0,
                        pixels.width(),
                        pixels.height(),
                        PixelFormat.getIntArgbInstance(),
                        pixels.argb(),
                        0,
                        pixels.width());
        return image;
    }
}
