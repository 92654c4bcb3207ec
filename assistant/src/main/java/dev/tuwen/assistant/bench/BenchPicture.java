package dev.tuwen.assistant.bench;

import dev.tuwen.vision.VisionConfig.Framing;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.PixelSize;
import dev.tuwen.vision.image.SliceGrid;

/// A picture that a model cuts into a wanted number of square cells. Stateless.
final class BenchPicture {
    private BenchPicture() {}

    /// Makes the picture: colours that change from pixel to pixel.
    static Bitmap of(Framing framing, int cells) {
        PixelSize size = size(framing, cells);
        byte[] colours = new byte[Math.multiplyExact(size.width() * Bitmap.CHANNELS, size.height())];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = (byte) (i * 31 + (i >>> 9) * 7);
        }
        return new Bitmap(size.width(), size.height(), colours);
    }

    /// Its size: cells side by side, as square as their number allows.
    ///
    /// @throws BenchMistakeException if the model does not cut pictures that way
    static PixelSize size(Framing framing, int cells) {
        return switch (framing) {
            case Framing.Square square -> single(cells, square.side());
            case Framing.Whole() -> single(cells, 448);
            case Framing.Sliced(SliceGrid grid) -> {
                int rows = (int) Math.sqrt(cells);
                while (cells % rows != 0) {
                    rows--;
                }
                int side = grid.side() / grid.patch() * grid.patch();
                var size = new PixelSize(Math.multiplyExact(cells / rows, side), Math.multiplyExact(rows, side));
                int passes = cells == 1 ? 1 : cells + 1;
                if (cells > grid.mostCells() || grid.plan(size).pictureCount() != passes) {
                    throw new BenchMistakeException(
                            "the model cuts a picture into at most " + grid.mostCells() + " cells, not " + cells);
                }
                yield size;
            }
        };
    }

    private static PixelSize single(int cells, int side) {
        if (cells != 1) {
            throw new BenchMistakeException("the model does not cut pictures, so that --image can only be 0 or 1");
        }
        return new PixelSize(side, side);
    }
}
