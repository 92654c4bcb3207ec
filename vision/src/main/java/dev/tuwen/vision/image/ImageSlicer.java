package dev.tuwen.vision.image;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Makes the pictures that a [SlicePlan] asks for.
public final class ImageSlicer {

    private ImageSlicer() {}

    /// The overview, then the cells row by row. Overview and cells are both resized from the photo itself.
    ///
    /// @param cancelled asked every few milliseconds
    /// @throws CancellationException if `cancelled` said yes
    /// @throws IllegalArgumentException if the plan was made for another size
    public static List<Bitmap> slice(Bitmap photo, SlicePlan plan, BooleanSupplier cancelled) {
        if (photo.width() != plan.photo().width()
                || photo.height() != plan.photo().height()) {
            throw new IllegalArgumentException("slice plan is for a photo of " + plan.photo() + " pixels, got "
                    + photo.width() + " x " + photo.height());
        }
        List<Bitmap> pictures = new ArrayList<>(plan.pictureCount());
        pictures.add(BicubicResize.resize(
                photo, plan.overview().width(), plan.overview().height(), cancelled));
        if (plan.cells().isPresent()) {
            SlicePlan.Cells cells = plan.cells().get();
            PixelSize size = cells.refined();
            Bitmap refined = BicubicResize.resize(photo, size.width(), size.height(), cancelled);
            int width = cells.cell().width();
            int height = cells.cell().height();
            for (int row = 0; row < cells.rows(); row++) {
                for (int column = 0; column < cells.columns(); column++) {
                    pictures.add(refined.crop(column * width, row * height, width, height));
                }
            }
        }
        return List.copyOf(pictures);
    }
}
