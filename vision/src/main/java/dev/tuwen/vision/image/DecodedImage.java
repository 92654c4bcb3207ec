package dev.tuwen.vision.image;

import java.util.Objects;

/// What [ImageDecoder] made of a file.
///
/// @param bitmap the pixels as stored
/// @param orientation what EXIF says about them; not applied yet
/// @param format the kind of file
public record DecodedImage(Bitmap bitmap, Orientation orientation, ImageFormat format) {

    /// Checks that nothing is missing.
    public DecodedImage {
        Objects.requireNonNull(bitmap, "bitmap");
        Objects.requireNonNull(orientation, "orientation");
        Objects.requireNonNull(format, "format");
    }

    /// The picture as a person sees it: the orientation applied.
    public Bitmap upright() {
        return orientation.apply(bitmap);
    }
}
