package dev.tuwen.vision.image;

import org.jspecify.annotations.Nullable;

/// How the camera was held, as EXIF says it: what has to be done to the stored picture so that it stands upright.
public enum Orientation {
    UPRIGHT(1, false, false, false),
    MIRRORED(2, true, false, false),
    TURNED_180(3, true, true, false),
    FLIPPED(4, false, true, false),
    TRANSPOSED(5, false, false, true),
    TURNED_RIGHT(6, false, true, true),
    TRANSVERSED(7, true, true, true),
    TURNED_LEFT(8, true, false, true);

    private final int exifNumber;
    private final boolean mirrorColumns;
    private final boolean mirrorRows;
    private final boolean swapAxes;

    /// Its number; whether the stored column is mirrored, whether the stored row is, whether rows become columns.
    Orientation(int exifNumber, boolean mirrorColumns, boolean mirrorRows, boolean swapAxes) {
        this.exifNumber = exifNumber;
        this.mirrorColumns = mirrorColumns;
        this.mirrorRows = mirrorRows;
        this.swapAxes = swapAxes;
    }

    /// The orientation with the EXIF number 1 to 8; every other number means upright.
    public static Orientation ofExif(int number) {
        Orientation orientation = withExif(number);
        return orientation == null ? UPRIGHT : orientation;
    }

    /// The orientation with this EXIF number, or null if there is none.
    static @Nullable Orientation withExif(long number) {
        for (Orientation orientation : values()) {
            if (orientation.exifNumber == number) {
                return orientation;
            }
        }
        return null;
    }

    /// The EXIF number, 1 to 8.
    public int exifNumber() {
        return exifNumber;
    }

    /// The picture as a person should see it; the same object if nothing has to be done.
    public Bitmap apply(Bitmap stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int width = swapAxes ? stored.height() : stored.width();
        int height = swapAxes ? stored.width() : stored.height();
        byte[] from = stored.rgb();
        byte[] to = new byte[from.length];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += Bitmap.CHANNELS) {
                int column = swapAxes ? y : x;
                int row = swapAxes ? x : y;
                int source = stored.offset(
                        mirrorColumns ? stored.width() - 1 - column : column,
                        mirrorRows ? stored.height() - 1 - row : row);
                to[at] = from[source];
                to[at + 1] = from[source + 1];
                to[at + 2] = from[source + 2];
            }
        }
        return new Bitmap(width, height, to);
    }
}
