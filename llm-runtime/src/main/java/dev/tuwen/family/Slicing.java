package dev.tuwen.family;

/// How a source image becomes the pictures that a model sees.
public sealed interface Slicing {
    /// One picture, resized to a square whatever its shape.
    ///
    /// @param side of the square in pixels
    record Square(int side) implements Slicing {
        /// Checks the side.
        public Square {
            if (side < 1) {
                throw new IllegalArgumentException("square of " + side + " pixels, expected at least 1");
            }
        }
    }

    /// An overview and slices.
    ///
    /// @param side slices are about as large as a square of this side, in pixels
    /// @param patch their sides are multiples of this
    /// @param maximum number of slices
    record Sliced(int side, int patch, int maximum) implements Slicing {}

    /// The source image as it is, filled up to whole patches.
    record Whole() implements Slicing {}
}
