package dev.tuwen.vision.image;

/// The planes of a VP8 frame as red, green and blue, in the reference decoder's fixed point.
final class Vp8Colours {

    private final Vp8Plane luma;
    private final Vp8Plane[] chroma;
    private final int width;
    private final int height;

    Vp8Colours(Vp8Plane luma, Vp8Plane[] chroma, PixelSize size) {
        this.luma = luma;
        this.chroma = chroma;
        this.width = size.width();
        this.height = size.height();
    }

    Bitmap bitmap() {
        byte[] rgb = new byte[Bitmap.byteSize(width, height)];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += Bitmap.CHANNELS) {
                int light = (19_077 * luma.get(luma.at(x, y))) >> 8;
                int blueness = interpolated(chroma[0], x, y);
                int redness = interpolated(chroma[1], x, y);
                rgb[at] = level(light + ((26_149 * redness) >> 8) - 14_234);
                rgb[at + 1] = level(light - ((6_419 * blueness) >> 8) - ((13_320 * redness) >> 8) + 8_708);
                rgb[at + 2] = level(light + ((33_050 * blueness) >> 8) - 17_685);
            }
        }
        return new Bitmap(width, height, rgb);
    }

    /// Nine sixteenths of the nearest sample, three of the next ones beside and above or below, one of the diagonal
    /// one, rounded on the way as the reference decoder does.
    private int interpolated(Vp8Plane plane, int x, int y) {
        int column = x >> 1;
        int row = y >> 1;
        int beside = Math.clamp((x & 1) == 0 ? column - 1 : column + 1, 0, ((width + 1) >> 1) - 1);
        int above = Math.clamp((y & 1) == 0 ? row - 1 : row + 1, 0, ((height + 1) >> 1) - 1);
        int near = plane.get(plane.at(column, row));
        int horizontal = plane.get(plane.at(beside, row));
        int vertical = plane.get(plane.at(column, above));
        int diagonal = plane.get(plane.at(beside, above));
        return (((near + diagonal + 3 * (horizontal + vertical) + 8) >> 3) + near) >> 1;
    }

    private static byte level(int sixtyFourths) {
        return (byte) Math.clamp(sixtyFourths >> 6, 0, 255);
    }
}
