package dev.tuwen.app.image;

import dev.tuwen.vision.image.Bitmap;

/// A picture, or a part of one, made smaller for the screen: each pixel the mean of those it stands for. Made on any
/// thread.
///
/// @param width pixels in a row
/// @param height rows
/// @param argb the pixels, opaque
@SuppressWarnings("ArrayRecordComponent") // never compared
record ScaledPixels(int width, int height, int[] argb) {
    /// The picture with no side longer than `longestSide`; as it is when it is no larger.
    static ScaledPixels of(Bitmap bitmap, int longestSide) {
        return of(bitmap, PictureRegion.all(bitmap), longestSide);
    }

    /// A part of the picture with no side longer than `longestSide`; as it is when it is no larger.
    static ScaledPixels of(Bitmap bitmap, PictureRegion part, int longestSide) {
        double scale = Math.min(1, (double) longestSide / Math.max(part.width(), part.height()));
        int width = Math.max(1, (int) Math.round(part.width() * scale));
        int height = Math.max(1, (int) Math.round(part.height() * scale));
        int[] argb = new int[Math.multiplyExact(width, height)];
        for (int y = 0; y < height; y++) {
            int top = part.top() + from(y, height, part.height());
            int bottom = Math.max(top + 1, part.top() + from(y + 1, height, part.height()));
            for (int x = 0; x < width; x++) {
                int left = part.left() + from(x, width, part.width());
                int right = Math.max(left + 1, part.left() + from(x + 1, width, part.width()));
                argb[y * width + x] = mean(bitmap, left, top, right, bottom);
            }
        }
        return new ScaledPixels(width, height, argb);
    }

    private static int from(int at, int parts, int length) {
        return (int) ((long) at * length / parts);
    }

    private static int mean(Bitmap bitmap, int left, int top, int right, int bottom) {
        byte[] rgb = bitmap.rgb();
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int y = top; y < bottom; y++) {
            int at = bitmap.offset(left, y);
            for (int x = left; x < right; x++, at += Bitmap.CHANNELS) {
                red += rgb[at] & 0xff;
                green += rgb[at + 1] & 0xff;
                blue += rgb[at + 2] & 0xff;
            }
        }
        long count = (long) (right - left) * (bottom - top);
        return 0xff << 24 | (int) (red / count) << 16 | (int) (green / count) << 8 | (int) (blue / count);
    }
}
