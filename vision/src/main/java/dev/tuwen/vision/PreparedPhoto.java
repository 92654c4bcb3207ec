package dev.tuwen.vision;

import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.PatchLayout;
import dev.tuwen.vision.image.Patches;
import dev.tuwen.vision.image.SlicePlan;
import java.util.List;

/// The pictures the model sees of one photo; made by [VisionPreprocessor]. Immutable.
///
/// @param plan how the photo was cut
/// @param pictures the overview, then the cells row by row
/// @param layout how they are cut into patches
public record PreparedPhoto(SlicePlan plan, List<Bitmap> pictures, PatchLayout layout) {

    /// Checks that plan and pictures agree.
    public PreparedPhoto {
        pictures = List.copyOf(pictures);
        if (pictures.size() != plan.pictureCount()) {
            throw new IllegalArgumentException(
                    "photo has " + pictures.size() + " pictures, its plan " + plan.pictureCount());
        }
    }

    /// The patches of one of the pictures; made anew each time.
    public Patches patches(int picture) {
        return layout.patches(pictures.get(picture));
    }
}
