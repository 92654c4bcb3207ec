package dev.tuwen.vision.image;

/// A width and a height in pixels.
///
/// @param width columns
/// @param height rows
public record PixelSize(int width, int height) {

    /// Checks that there is at least one pixel.
    public PixelSize {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException(
                    "size of " + width + " x " + height + " pixels, expected at least 1 x 1");
        }
    }

    @Override
    public String toString() {
        return width + " x " + height;
    }
}
