package dev.tuwen.vision.image;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Makes the pictures that a [SlicePlan] asks for.
public final class ImageSlicer {

    private ImageSlicer() {}

    /// The overview, then the slices row by row. Overview and slices are both resized from the source image itself.
    ///
    /// @param cancelled asked every few milliseconds
    /// @throws CancellationException if `cancelled` said yes
    /// @throws IllegalArgumentException if the plan was made for another size
    public static List<Bitmap> slice(Bitmap image, SlicePlan plan, BooleanSupplier cancelled) {
        if (image.width() != plan.source().width()
                || image.height() != plan.source().height()) {
            throw new IllegalArgumentException("slice plan is for a source image of " + plan.source() + " pixels, got "
                    + image.width() + " x " + image.height());
        }
        List<Bitmap> pictures = new ArrayList<>(plan.pictureCount());
        pictures.add(BicubicResize.resize(
                image, plan.overview().width(), plan.overview().height(), cancelled));
        if (plan.slices().isPresent()) {
            SlicePlan.Slices slices = plan.slices().get();
            PixelSize size = slices.refined();
            Bitmap refined = BicubicResize.resize(image, size.width(), size.height(), cancelled);
            int width = slices.slice().width();
            int height = slices.slice().height();
            for (int row = 0; row < slices.rows(); row++) {
                for (int column = 0; column < slices.columns(); column++) {
                    pictures.add(refined.crop(column * width, row * height, width, height));
                }
            }
        }
        return List.copyOf(pictures);
    }
}
