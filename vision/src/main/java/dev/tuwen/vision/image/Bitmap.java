package dev.tuwen.vision.image;

import java.util.Objects;

/// A picture in memory: 8-bit red, green and blue, row by row, no padding.
///
/// Made by [ImageDecoder], [BicubicResize] and [ImageSlicer]. The array is shared, not copied: a picture of 200
/// megapixels takes 600 MB. Whoever has it treats it as read-only; then it may be used from any thread.
public final class Bitmap {

    /// Bytes per pixel: red, green, blue.
    public static final int CHANNELS = 3;

    private final int width;
    private final int height;
    private final byte[] rgb;

    /// Wraps `rgb`, `[height, width, 3]`; the bitmap owns the array from now on.
    ///
    /// @throws IllegalArgumentException if a side is not positive or the array has another length
    public Bitmap(int width, int height, byte[] rgb) {
        Objects.requireNonNull(rgb, "rgb");
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException(
                    "bitmap of " + width + " x " + height + " pixels, expected at least 1 x 1");
        }
        if (rgb.length != byteSize(width, height)) {
            throw new IllegalArgumentException("bitmap of " + width + " x " + height + " pixels needs "
                    + byteSize(width, height) + " bytes, got " + rgb.length);
        }
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /// Bytes of a bitmap of this size.
    ///
    /// @throws ArithmeticException if that does not fit one array
    static int byteSize(int width, int height) {
        return Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS);
    }

    /// Pixels in a row.
    public int width() {
        return width;
    }

    /// Rows.
    public int height() {
        return height;
    }

    /// The pixels, `[height, width, 3]`: shared, not to be written.
    public byte[] rgb() {
        return rgb;
    }

    /// Where the pixel in column `x` of row `y` begins in [#rgb()].
    public int offset(int x, int y) {
        return (y * width + x) * CHANNELS;
    }

    /// The part of `width` x `height` pixels whose upper left corner is at `x`, `y`, as a copy.
    ///
    /// @throws IndexOutOfBoundsException if the part reaches over the edge
    public Bitmap crop(int x, int y, int width, int height) {
        Objects.checkFromIndexSize(x, width, this.width);
        Objects.checkFromIndexSize(y, height, this.height);
        byte[] part = new byte[byteSize(width, height)];
        int rowBytes = width * CHANNELS;
        for (int row = 0; row < height; row++) {
            System.arraycopy(rgb, offset(x, y + row), part, row * rowBytes, rowBytes);
        }
        return new Bitmap(width, height, part);
    }

    @Override
    public String toString() {
        return "Bitmap[" + width + " x " + height + "]";
    }
}
