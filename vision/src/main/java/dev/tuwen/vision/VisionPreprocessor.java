package dev.tuwen.vision;

import dev.tuwen.family.Slicing;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.ImageSlicer;
import dev.tuwen.vision.image.PatchLayout;
import dev.tuwen.vision.image.PixelSize;
import dev.tuwen.vision.image.SliceGrid;
import dev.tuwen.vision.image.SlicePlan;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Makes of a photo the pictures a model was trained to see. Needs no backend; any thread.
public final class VisionPreprocessor {

    private final Slicing slicing;
    private final PatchLayout layout;

    /// For a model of these numbers.
    public VisionPreprocessor(VisionConfig config) {
        this.slicing = config.slicing();
        this.layout = new PatchLayout(config.tower().patch());
    }

    /// How a photo of this size will be cut; quick, touches no pixel.
    public SlicePlan plan(PixelSize photo) {
        return switch (slicing) {
            case Slicing.Square square -> SlicePlan.whole(photo, new PixelSize(square.side(), square.side()));
            case Slicing.Sliced sliced -> SliceGrid.of(sliced).plan(photo);
            case Slicing.Whole() -> SlicePlan.whole(photo, photo);
        };
    }

    /// Resizes and cuts a photo.
    ///
    /// @param cancelled asked every few milliseconds
    /// @throws CancellationException if `cancelled` said yes
    public PreparedPhoto prepare(Bitmap photo, BooleanSupplier cancelled) {
        SlicePlan plan = plan(new PixelSize(photo.width(), photo.height()));
        List<Bitmap> pictures = ImageSlicer.slice(photo, plan, cancelled);
        return new PreparedPhoto(plan, pictures, layout);
    }
}
