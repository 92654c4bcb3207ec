package dev.tuwen.vision.image;

import dev.tuwen.tokenizer.PictureMarks;
import java.util.Optional;

/// How one photo becomes the pictures that the model sees: an overview, and cells where the photo is large.
///
/// Made by [SliceGrid]; immutable.
///
/// @param photo size of the photo
/// @param overview size of the first picture, the whole photo
/// @param cells how the photo is cut, empty where the overview is all
public record SlicePlan(PixelSize photo, PixelSize overview, Optional<Cells> cells) {

    /// The cut: the photo is resized to `columns · cell.width` x `rows · cell.height` pixels and taken apart.
    ///
    /// @param columns cells across
    /// @param rows cells down
    /// @param cell size of each
    public record Cells(int columns, int rows, PixelSize cell) {

        /// Checks that there is something to cut.
        public Cells {
            if (columns <= 0 || rows <= 0) {
                throw new IllegalArgumentException(
                        "slice grid of " + columns + " x " + rows + " cells, expected at least 1 x 1");
            }
        }

        /// Size of the resized photo before it is cut.
        public PixelSize refined() {
            return new PixelSize(Math.multiplyExact(columns, cell.width()), Math.multiplyExact(rows, cell.height()));
        }

        /// How many.
        public int count() {
            return columns * rows;
        }
    }

    /// A plan with no cells.
    public static SlicePlan whole(PixelSize photo, PixelSize overview) {
        return new SlicePlan(photo, overview, Optional.empty());
    }

    /// How many pictures the model sees: the overview and the cells.
    public int pictureCount() {
        return 1 + cells.map(Cells::count).orElse(0);
    }

    /// The places of the pictures as a prompt holds them, without what parts them from the text that follows.
    ///
    /// @param marks of the family
    /// @param rows that each picture becomes
    public String placeholder(PictureMarks marks, int rows) {
        return marks.placeholder(
                rows,
                cells.map(Cells::columns).orElse(0),
                cells.map(Cells::rows).orElse(0));
    }
}
