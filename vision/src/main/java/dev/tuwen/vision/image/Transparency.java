package dev.tuwen.vision.image;

/// Lays transparent pictures on a ground, so that a model is shown what a person sees.
///
/// The ground is white, as paper and most pages are; where what is visible is nearly all light, such as a white logo,
/// it is dark.
public final class Transparency {

    private static final int OPAQUE = 255;
    private static final int WHITE = 255;
    private static final int DARK = 32;

    /// Luma from which on a colour hardly stands out from white.
    private static final int LIGHT = 190;

    /// Percent of what is visible that has to be light for a dark ground.
    private static final int NEARLY_ALL = 95;

    private Transparency() {}

    /// The picture on its ground: `out = (colour · alpha + ground · (255 − alpha)) / 255`, rounded.
    ///
    /// A picture that is transparent everywhere is shown as it is stored: its alpha was never filled in, as in many
    /// clipboards.
    ///
    /// @param rgb `[height, width, 3]`, not multiplied with alpha; becomes the bitmap's own
    /// @param alpha `[height, width]`, 255 for what is opaque
    public static Bitmap onGround(int width, int height, byte[] rgb, byte[] alpha) {
        long visible = 0;
        long light = 0;
        boolean opaque = true;
        for (int i = 0; i < alpha.length; i++) {
            int share = alpha[i] & 0xff;
            opaque &= share == OPAQUE;
            visible += share;
            light += luma(rgb, i * Bitmap.CHANNELS) >= LIGHT ? share : 0;
        }
        if (!opaque && visible > 0) {
            lay(rgb, alpha, 100 * light >= NEARLY_ALL * visible ? DARK : WHITE);
        }
        return new Bitmap(width, height, rgb);
    }

    private static void lay(byte[] rgb, byte[] alpha, int ground) {
        for (int i = 0; i < alpha.length; i++) {
            int share = alpha[i] & 0xff;
            int below = ground * (OPAQUE - share) + OPAQUE / 2;
            for (int at = i * Bitmap.CHANNELS; at < (i + 1) * Bitmap.CHANNELS; at++) {
                rgb[at] = (byte) (((rgb[at] & 0xff) * share + below) / OPAQUE);
            }
        }
    }

    /// Luma as in BT.601, 0 to 255.
    private static int luma(byte[] rgb, int at) {
        return (299 * (rgb[at] & 0xff) + 587 * (rgb[at + 1] & 0xff) + 114 * (rgb[at + 2] & 0xff)) / 1000;
    }
}
