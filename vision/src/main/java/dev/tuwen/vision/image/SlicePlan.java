package dev.tuwen.vision.image;

import dev.tuwen.tokenizer.PictureMarks;
import java.util.Optional;

/// How one image becomes the pictures that the model sees: an overview, and slices where the image is large.
///
/// Made by [SliceGrid]; immutable.
///
/// @param source size of the source image
/// @param overview size of the first picture, the whole image
/// @param slices how the image is cut, empty where the overview is all
public record SlicePlan(PixelSize source, PixelSize overview, Optional<Slices> slices) {

    /// The cut: the image is resized to `columns · slice.width` x `rows · slice.height` pixels and taken apart.
    ///
    /// @param columns slices across
    /// @param rows slices down
    /// @param slice size of each
    public record Slices(int columns, int rows, PixelSize slice) {

        /// Checks that there is something to cut.
        public Slices {
            if (columns <= 0 || rows <= 0) {
                throw new IllegalArgumentException(
                        "slice grid of " + columns + " x " + rows + " slices, expected at least 1 x 1");
            }
        }

        /// Size of the resized image before it is cut.
        public PixelSize refined() {
            return new PixelSize(Math.multiplyExact(columns, slice.width()), Math.multiplyExact(rows, slice.height()));
        }

        /// How many.
        public int count() {
            return columns * rows;
        }
    }

    /// A plan with no slices.
    public static SlicePlan whole(PixelSize source, PixelSize overview) {
        return new SlicePlan(source, overview, Optional.empty());
    }

    /// How many pictures the model sees: the overview and the slices.
    public int pictureCount() {
        return 1 + slices.map(Slices::count).orElse(0);
    }

    /// The places of the pictures as a prompt holds them, without what parts them from the text that follows.
    ///
    /// @param marks of the family
    /// @param rows that each picture becomes
    public String placeholder(PictureMarks marks, int rows) {
        return marks.placeholder(
                rows,
                slices.map(Slices::columns).orElse(0),
                slices.map(Slices::rows).orElse(0));
    }
}
