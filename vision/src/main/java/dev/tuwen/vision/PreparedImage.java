package dev.tuwen.vision;

import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.PatchLayout;
import dev.tuwen.vision.image.Patches;
import dev.tuwen.vision.image.SlicePlan;
import java.util.List;

/// The pictures the model sees of one image; made by [VisionPreprocessor]. Immutable.
///
/// @param plan how the image was cut
/// @param pictures the overview, then the slices row by row
/// @param layout how they are cut into patches
public record PreparedImage(SlicePlan plan, List<Bitmap> pictures, PatchLayout layout) {

    /// Checks that plan and pictures agree.
    public PreparedImage {
        pictures = List.copyOf(pictures);
        if (pictures.size() != plan.pictureCount()) {
            throw new IllegalArgumentException(
                    "image has " + pictures.size() + " pictures, its plan " + plan.pictureCount());
        }
    }

    /// The patches of one of the pictures; made anew each time.
    public Patches patches(int picture) {
        return layout.patches(pictures.get(picture));
    }
}
