package dev.tuwen.vision.image.driver;

/// A decoded picture. Its bytes are the receiver's own.
///
/// @param rgba `[height, width, 4]` bytes, colours not multiplied by alpha
public record SystemPixels(int width, int height, byte[] rgba) {
    private static final int CHANNELS = 4;

    /// Checks the size.
    public SystemPixels {
        if (width < 1 || height < 1 || rgba.length != byteSize(width, height)) {
            throw new IllegalArgumentException(width + " x " + height + " pixels in " + rgba.length + " bytes");
        }
    }

    static int byteSize(int width, int height) {
        return Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS);
    }

    /// With colours that were multiplied by alpha.
    static SystemPixels premultiplied(int width, int height, byte[] rgba) {
        for (int i = 0; i < rgba.length; i += CHANNELS) {
            int alpha = rgba[i + 3] & 0xff;
            if (alpha != 0 && alpha != 255) {
                for (int c = i; c < i + 3; c++) {
                    rgba[c] = (byte) Math.min(255, ((rgba[c] & 0xff) * 255 + alpha / 2) / alpha);
                }
            }
        }
        return new SystemPixels(width, height, rgba);
    }
}
