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

/// Makes of a source image the pictures a model was trained to see. Needs no backend; any thread.
public final class VisionPreprocessor {

    private final Slicing slicing;
    private final PatchLayout layout;

    /// For a model of these numbers.
    public VisionPreprocessor(VisionConfig config) {
        this.slicing = config.slicing();
        this.layout = new PatchLayout(config.tower().patch());
    }

    /// How a source image of this size will be cut; quick, touches no pixel.
    public SlicePlan plan(PixelSize image) {
        return switch (slicing) {
            case Slicing.Square square -> SlicePlan.whole(image, new PixelSize(square.side(), square.side()));
            case Slicing.Sliced sliced -> SliceGrid.of(sliced).plan(image);
            case Slicing.Whole() -> SlicePlan.whole(image, image);
        };
    }

    /// Resizes and cuts a source image.
    ///
    /// @param cancelled asked every few milliseconds
    /// @throws CancellationException if `cancelled` said yes
    public PreparedImage prepare(Bitmap image, BooleanSupplier cancelled) {
        SlicePlan plan = plan(new PixelSize(image.width(), image.height()));
        List<Bitmap> pictures = ImageSlicer.slice(image, plan, cancelled);
        return new PreparedImage(plan, pictures, layout);
    }
}
