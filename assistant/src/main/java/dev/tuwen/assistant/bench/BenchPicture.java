package dev.tuwen.assistant.bench;

import dev.tuwen.family.Slicing;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.PixelSize;
import dev.tuwen.vision.image.SliceGrid;

/// A picture that a model cuts into a wanted number of square slices. Stateless.
final class BenchPicture {
    private BenchPicture() {}

    /// Makes the picture: colours that change from pixel to pixel.
    static Bitmap of(Slicing slicing, int slices) {
        PixelSize size = size(slicing, slices);
        byte[] colours = new byte[Math.multiplyExact(size.width() * Bitmap.CHANNELS, size.height())];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = (byte) (i * 31 + (i >>> 9) * 7);
        }
        return new Bitmap(size.width(), size.height(), colours);
    }

    /// Its size: slices side by side, as square as their number allows.
    ///
    /// @throws BenchMistakeException if the model does not cut pictures that way
    static PixelSize size(Slicing slicing, int slices) {
        return switch (slicing) {
            case Slicing.Square square -> single(slices, square.side());
            case Slicing.Whole() -> single(slices, 448);
            case Slicing.Sliced sliced -> {
                SliceGrid grid = SliceGrid.of(sliced);
                int rows = (int) Math.sqrt(slices);
                while (slices % rows != 0) {
                    rows--;
                }
                int side = grid.side() / grid.patch() * grid.patch();
                var size = new PixelSize(Math.multiplyExact(slices / rows, side), Math.multiplyExact(rows, side));
                int withOverview = slices == 1 ? 1 : slices + 1;
                if (slices > grid.maximumSlices() || grid.plan(size).pictureCount() != withOverview) {
                    throw new BenchMistakeException(
                            "the model cuts a picture into at most " + grid.maximumSlices() + " slices, not " + slices);
                }
                yield size;
            }
        };
    }

    private static PixelSize single(int slices, int side) {
        if (slices != 1) {
            throw new BenchMistakeException("the model does not cut pictures, so that --image can only be 0 or 1");
        }
        return new PixelSize(side, side);
    }
}
