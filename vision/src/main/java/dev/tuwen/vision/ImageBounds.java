package dev.tuwen.vision;

/// Where one picture's rows stand among the tokens of a prompt.
///
/// @param first index of the first row
/// @param end index behind the last row
public record ImageBounds(int first, int end) {

    /// Checks the order.
    public ImageBounds {
        if (first < 0 || end < first) {
            throw new IllegalArgumentException("image bounds from " + first + " to " + end);
        }
    }

    /// How many rows.
    public int count() {
        return end - first;
    }
}
