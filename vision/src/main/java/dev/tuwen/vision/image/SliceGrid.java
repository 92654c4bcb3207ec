package dev.tuwen.vision.image;

import dev.tuwen.family.Slicing;
import java.util.Optional;

/// Decides into how many slices a source image is cut and how large each becomes, as MiniCPM-V 2.0 was trained.
///
/// Every picture is about `side²` pixels large, keeps roughly the shape of the image and has sides that are multiples
/// of the patch size. Roundings are to the nearest, half to even: half up gives other plans for one image in ten.
///
/// @param side the square the vision encoder was made for, in pixels (448)
/// @param patch side of a patch in pixels (14)
/// @param maximumSlices the largest number of slices (9)
public record SliceGrid(int side, int patch, int maximumSlices) {

    /// Checks that the numbers make sense.
    public SliceGrid {
        if (side <= 0 || patch <= 0 || maximumSlices <= 0) {
            throw new IllegalArgumentException("slice grid with side " + side + ", patch " + patch + ", at most "
                    + maximumSlices + " slices; expected positive numbers");
        }
    }

    /// The grid of a family's slicing.
    public static SliceGrid of(Slicing.Sliced slicing) {
        return new SliceGrid(slicing.side(), slicing.patch(), slicing.maximum());
    }

    /// The plan for a source image of this size.
    public SlicePlan plan(PixelSize image) {
        int width = image.width();
        int height = image.height();
        double area = (double) side * side;
        int wanted = (int) Math.min(Math.ceil((double) width * height / area), maximumSlices);
        if (wanted <= 1) {
            return SlicePlan.whole(image, fit(width, height, true));
        }
        PixelSize overview = fit(width, height, false);
        int[] best = bestGrid(Math.log((double) width / height), wanted);
        int columns = best[0];
        int rows = best[1];
        PixelSize slice = fit((double) near(width, columns) / columns, (double) near(height, rows) / rows, true);
        return new SlicePlan(image, overview, Optional.of(new SlicePlan.Slices(columns, rows, slice)));
    }

    /// The grid whose shape is closest to the image's, among all with one slice fewer, as many, or one more than
    /// wanted.
    private int[] bestGrid(double logRatio, int wanted) {
        int[] best = {1, 1};
        double smallest = Double.POSITIVE_INFINITY;
        for (int count = wanted - 1; count <= wanted + 1; count++) {
            if (count == 1 || count > maximumSlices) {
                continue;
            }
            for (int columns = 1; columns <= count; columns++) {
                if (count % columns != 0) {
                    continue;
                }
                int rows = count / columns;
                double distance = Math.abs(logRatio - Math.log((double) columns / rows));
                if (distance < smallest) {
                    smallest = distance;
                    best = new int[] {columns, rows};
                }
            }
        }
        return best;
    }

    /// A size of about `side²` pixels and the same shape; a smaller one is enlarged only if `enlarge`.
    private PixelSize fit(double width, double height, boolean enlarge) {
        double fittedWidth = width;
        double fittedHeight = height;
        if (enlarge || width * height > (double) side * side) {
            double ratio = width / height;
            fittedHeight = (int) (side / Math.sqrt(ratio));
            fittedWidth = (int) (fittedHeight * ratio);
        }
        return new PixelSize(near(fittedWidth, patch), near(fittedHeight, patch));
    }

    /// The multiple of `step` that is nearest to `length`, at least one.
    private static int near(double length, int step) {
        return (int) Math.max(Math.rint(length / step) * step, step);
    }
}
