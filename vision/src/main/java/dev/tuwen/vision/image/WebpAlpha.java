package dev.tuwen.vision.image;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// The alpha of a WebP frame: of a lossless one with its colours, of a lossy one coded apart, plain or as the green of
/// a lossless picture without header. Where none came, the picture is opaque.
///
/// @param levels `[height, width]`, 255 for what is opaque
/// @param completeness how much of it came
record WebpAlpha(byte[] levels, Completeness completeness) {

    private static final byte OPAQUE = (byte) 255;
    private static final int LOSSLESS = 1;
    private static final int HORIZONTAL = 1;
    private static final int VERTICAL = 2;
    private static final int GRADIENT = 3;

    static WebpAlpha opaque(PixelSize size) {
        return of(new byte[size.width() * size.height()], 0, Completeness.WHOLE);
    }

    /// The alpha of a lossless frame.
    static WebpAlpha of(Vp8lPicture.Pixels pixels, PixelSize size) {
        return of(channel(pixels, size, 24), pixels.rows() * size.width(), pixels.completeness());
    }

    private static WebpAlpha of(byte[] levels, int came, Completeness completeness) {
        Arrays.fill(levels, came, levels.length, OPAQUE);
        return new WebpAlpha(levels, completeness);
    }

    private static byte[] channel(Vp8lPicture.Pixels pixels, PixelSize size, int shift) {
        byte[] levels = new byte[size.width() * size.height()];
        for (int i = 0; i < pixels.rows() * size.width(); i++) {
            levels[i] = (byte) (pixels.argb()[i] >> shift);
        }
        return levels;
    }

    /// The alpha of a lossy frame. Damage in it takes nothing from the colours.
    ///
    /// @param chunk what is in the chunk
    static WebpAlpha read(byte[] chunk, PixelSize size, BooleanSupplier cancelled) {
        int width = size.width();
        int header = chunk.length == 0 ? 0 : chunk[0];
        byte[] levels = new byte[width * size.height()];
        int came = Math.clamp(chunk.length - 1L, 0, levels.length);
        boolean whole = came == levels.length;
        if ((header & 3) == LOSSLESS) {
            try {
                Vp8lPicture.Pixels pixels = Vp8lPicture.decode(chunk, 1, size, cancelled);
                levels = channel(pixels, size, 8);
                came = pixels.rows() * width;
                whole = pixels.completeness() == Completeness.WHOLE;
            } catch (ImageFormatException nothing) {
                came = 0;
                whole = false;
            }
        } else {
            System.arraycopy(chunk, Math.min(1, chunk.length), levels, 0, came);
        }
        undoFilter((header >> 2) & 3, levels, came, width);
        return of(levels, came, whole ? Completeness.WHOLE : Completeness.DAMAGED);
    }

    private static void undoFilter(int filter, byte[] alpha, int count, int width) {
        for (int at = 0; filter != 0 && at < count; at++) {
            int left = at % width == 0 ? -1 : alpha[at - 1] & 0xff;
            int above = at < width ? -1 : alpha[at - width] & 0xff;
            int predicted;
            if (left < 0) {
                predicted = Math.max(above, 0);
            } else if (above < 0) {
                predicted = left;
            } else {
                predicted = switch (filter) {
                    case HORIZONTAL -> left;
                    case VERTICAL -> above;
                    case GRADIENT -> Math.clamp(left + above - (alpha[at - width - 1] & 0xff), 0, 255);
                    default -> 0;
                };
            }
            alpha[at] += (byte) predicted;
        }
    }
}
