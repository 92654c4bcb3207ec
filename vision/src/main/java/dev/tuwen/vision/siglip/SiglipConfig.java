package dev.tuwen.vision.siglip;

import dev.tuwen.vision.image.Bitmap;

/// The numbers of a vision encoder.
///
/// @param width columns of a patch's row
/// @param heads attention heads
/// @param blocks transformer blocks
/// @param mlpWidth columns inside the perceptron
/// @param patch side of a patch in pixels
/// @param tableSide the learned position table has this many rows and columns
public record SiglipConfig(int width, int heads, int blocks, int mlpWidth, int patch, int tableSide) {

    /// Added to the variance by every layer norm.
    public static final float EPSILON = 1e-6f;

    /// Checks that the numbers make sense together.
    public SiglipConfig {
        if (width < 1 || heads < 1 || blocks < 1 || mlpWidth < 1 || patch < 1 || tableSide < 1) {
            throw new IllegalArgumentException("vision encoder of width " + width + ", " + heads + " heads, " + blocks
                    + " blocks, perceptron " + mlpWidth + ", patch " + patch + ", position table " + tableSide
                    + "; expected positive numbers");
        }
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    "vision encoder of width " + width + " does not split into " + heads + " heads");
        }
    }

    /// Columns of one head.
    public int headWidth() {
        return width / heads;
    }

    /// Numbers in a patch.
    public int patchSize() {
        return Math.multiplyExact(Bitmap.CHANNELS, Math.multiplyExact(patch, patch));
    }
}
