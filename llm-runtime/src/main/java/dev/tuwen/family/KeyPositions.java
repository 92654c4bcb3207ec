package dev.tuwen.family;

/// How the resampler's keys get their positions: the one real difference between MiniCPM-V 1.0 and 2.0.
public enum KeyPositions {
    /// The queries' table, enlarged to the patch grid.
    ENLARGED_TABLE,
    /// Sines and cosines computed for the patch grid.
    SINES
}
