package dev.tuwen.vision.image;

import java.util.Objects;

/// What [ImageDecoder] made of a file.
///
/// @param bitmap the pixels as stored
/// @param orientation what EXIF says about them; not applied yet
/// @param format the kind of file
/// @param completeness how much of the picture the file still held
public record DecodedImage(Bitmap bitmap, Orientation orientation, ImageFormat format, Completeness completeness) {

    /// Checks that nothing is missing.
    public DecodedImage {
        Objects.requireNonNull(bitmap, "bitmap");
        Objects.requireNonNull(orientation, "orientation");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(completeness, "completeness");
    }

    /// A picture that has all its pixels.
    DecodedImage(Bitmap bitmap, Orientation orientation, ImageFormat format) {
        this(bitmap, orientation, format, Completeness.WHOLE);
    }

    /// The picture as a person sees it: the orientation applied.
    ///
    /// @throws ImageFormatException if there is no memory to turn it
    public Bitmap upright() {
        try {
            return orientation.apply(bitmap);
        } catch (OutOfMemoryError memory) {
            // One huge allocation, of the turned picture, did not fit: nothing else is lost.
            throw new ImageFormatException(
                    ImageFormatException.Kind.TOO_LARGE, format, "picture does not fit the memory", memory);
        }
    }
}
