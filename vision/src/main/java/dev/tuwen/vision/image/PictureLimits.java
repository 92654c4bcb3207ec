package dev.tuwen.vision.image;

/// How large a picture may be. Checked against what the header claims, before a pixel is decoded.
///
/// @param maximumPixels the largest number of pixels
/// @param longestSide the longest side in pixels
/// @param maximumFileBytes the largest file
record PictureLimits(long maximumPixels, int longestSide, long maximumFileBytes) {

    /// 200 megapixels, the longest side a JPEG can have, and a file of a gigabyte.
    static final PictureLimits STANDARD = new PictureLimits(200_000_000L, 65_535, 1L << 30);

    /// Memory that other work may need while a picture is decoded.
    private static final long SPARE_BYTES = 16L << 20;

    /// Checks a size from a header.
    PixelSize check(ImageFormat format, long width, long height) {
        if (width <= 0 || height <= 0) {
            throw ImageFormatException.damaged(
                    format, "it claims " + width + " x " + height + " pixels, expected at least 1 x 1");
        }
        if (width > longestSide || height > longestSide) {
            throw tooLarge(format, "picture of " + width + " x " + height + " pixels, a side may have " + longestSide);
        }
        if (width * height > maximumPixels) {
            throw tooLarge(
                    format,
                    "picture of " + width + " x " + height + " pixels is " + width * height / 1_000_000
                            + " megapixels, at most " + maximumPixels / 1_000_000 + " are read; make it smaller first");
        }
        return new PixelSize((int) width, (int) height);
    }

    /// Checks that all arrays that are there at once while a picture is decoded have a chance to fit the heap.
    ///
    /// @param bytesPerPixel the most there are, samples, bitmap and transparency together; measured once per format
    void checkMemory(ImageFormat format, PixelSize size, long bytesPerPixel) {
        long pixels = (long) size.width() * size.height();
        long needed = pixels * bytesPerPixel + SPARE_BYTES;
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
        // Garbage counts as used here; only what can never fit is refused, the rest may run out of memory later.
        if (needed > runtime.maxMemory() || (needed > free && needed > runtime.maxMemory() / 2)) {
            throw tooLarge(
                    format,
                    "picture of " + size + " pixels needs " + (needed >> 20) + " MiB to decode, "
                            + (Math.max(free, 0) >> 20) + " MiB are free");
        }
    }

    static ImageFormatException tooLarge(ImageFormat format, String message) {
        return new ImageFormatException(ImageFormatException.Kind.TOO_LARGE, format, message);
    }
}
