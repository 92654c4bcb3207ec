package dev.tuwen.vision.resampler;

import dev.tuwen.family.KeyPositions;

/// The numbers of a resampler.
///
/// @param visionWidth columns that come from the vision encoder
/// @param hidden columns of the decoder
/// @param queries rows that come out
/// @param keyPositions how patches get their positions
public record ResamplerConfig(int visionWidth, int hidden, int queries, KeyPositions keyPositions) {

    /// Added to the variance by every layer norm.
    public static final float EPSILON = 1e-6f;

    /// Columns of one attention head.
    public static final int HEAD_WIDTH = 128;

    /// Checks that the numbers make sense together.
    public ResamplerConfig {
        if (visionWidth < 1 || hidden < 1 || queries < 1) {
            throw new IllegalArgumentException("resampler from " + visionWidth + " to " + hidden + " columns with "
                    + queries + " queries; expected positive numbers");
        }
        if (hidden % HEAD_WIDTH != 0) {
            throw new IllegalArgumentException(
                    "resampler of " + hidden + " columns does not split into heads of " + HEAD_WIDTH);
        }
    }

    /// Attention heads.
    public int heads() {
        return hidden / HEAD_WIDTH;
    }
}
