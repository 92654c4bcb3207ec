package dev.tuwen.vision.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// The rows of a PNG picture whose pixels do not unpack to their end: those that came, and what to show for the rest.
///
/// An interlaced picture comes in seven passes, each finer than the one before, so that pixels of a pass that did not
/// come look like the one to the left or above that did.
final class PngRows {

    /// Where each pass begins and how far apart its pixels are: first column, first row, columns, rows.
    private static final int[][] INTERLACED = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };
    private static final int[][] PLAIN = {{0, 0, 1, 1}};
    private static final int FILTERS = 5;

    private final int width;
    private final int height;
    private final int[][] passes;
    /// Rows of each pass that came.
    private final int[] rows;
    private final byte[] unpacked;
    private final boolean all;
    private boolean finished;
    private boolean faulty;

    /// @param bitsPerPixel in the file
    /// @param packed what the chunks with pixels hold, one after another
    PngRows(PixelSize size, int bitsPerPixel, boolean interlaced, byte[] packed) {
        this.width = size.width();
        this.height = size.height();
        this.passes = interlaced ? INTERLACED : PLAIN;
        this.rows = new int[passes.length];
        List<Integer> rowBytes = new ArrayList<>();
        long total = 0;
        for (int[] pass : passes) {
            int across = Math.ceilDiv(width - pass[0], pass[2]);
            int bytes = across <= 0 ? 0 : 1 + Math.toIntExact(Math.ceilDiv((long) across * bitsPerPixel, 8));
            rowBytes.add(bytes);
            total += bytes == 0 ? 0 : (long) bytes * Math.max(0, Math.ceilDiv(height - pass[1], pass[3]));
        }
        if (total > Integer.MAX_VALUE) {
            throw PictureLimits.tooLarge(ImageFormat.PNG, "damaged picture that does not fit an array");
        }
        this.unpacked = new byte[(int) total];
        int count = unpack(packed);
        int end = takeRows(rowBytes, count);
        all = end == unpacked.length;
        Arrays.fill(unpacked, end, unpacked.length, (byte) 0);
    }

    private int unpack(byte[] packed) {
        var inflater = new Inflater();
        int count = 0;
        try {
            inflater.setInput(packed);
            int more = inflater.inflate(unpacked);
            while (more > 0) {
                count += more;
                more = inflater.inflate(unpacked, count, unpacked.length - count);
            }
            // The checksum stands behind the last byte.
            inflater.inflate(new byte[1]);
            finished = inflater.finished();
        } catch (DataFormatException broken) {
            // What came before the fault counts.
            faulty = true;
        } finally {
            inflater.end();
        }
        return count;
    }

    /// Counts the rows that came whole, and says where they end. A filter that there is none of stands for garbage.
    private int takeRows(List<Integer> rowBytes, int count) {
        int at = 0;
        for (int pass = 0; pass < passes.length; pass++) {
            int bytes = rowBytes.get(pass);
            int down = bytes == 0 ? 0 : Math.max(0, Math.ceilDiv(height - passes[pass][1], passes[pass][3]));
            while (rows[pass] < down) {
                if (at + bytes > count || (unpacked[at] & 0xff) >= FILTERS) {
                    return at;
                }
                rows[pass]++;
                at += bytes;
            }
        }
        return at;
    }

    /// Whether nothing came at all.
    boolean areNone() {
        return rows[0] == 0;
    }

    /// How much came.
    ///
    /// @param doubtful whether a checksum outside says that something is wrong
    Completeness completeness(boolean doubtful) {
        if (faulty || (doubtful && !(all && finished))) {
            return Completeness.DAMAGED;
        }
        return all ? Completeness.WHOLE : Completeness.ENDS_EARLY;
    }

    /// All rows packed again, those that are lost as zeros.
    byte[] packed() {
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(unpacked);
            deflater.finish();
            byte[] packed = new byte[unpacked.length + unpacked.length / 100 + 1024];
            int count = 0;
            while (!deflater.finished()) {
                if (count == packed.length) {
                    packed = Arrays.copyOf(packed, Math.addExact(count, 1 << 20));
                }
                count += deflater.deflate(packed, count, packed.length - count);
            }
            return Arrays.copyOf(packed, count);
        } finally {
            deflater.end();
        }
    }

    /// Puts what is to be seen where pixels are lost.
    void fillLost(byte[] rgb) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int pass = passOf(x, y);
                if (!came(pass, y)) {
                    fill(rgb, x, y, pass);
                }
            }
        }
    }

    private void fill(byte[] rgb, int x, int y, int first) {
        int to = (y * width + x) * Bitmap.CHANNELS;
        int pass = first;
        int left = x;
        int top = y;
        while (pass > 0 && !came(pass, top)) {
            // The pixel of an earlier pass in the same corner.
            if (pass % 2 == 0) {
                top -= passes[pass][1];
            } else {
                left -= passes[pass][0];
            }
            pass = passOf(left, top);
        }
        if (came(pass, top)) {
            System.arraycopy(rgb, (top * width + left) * Bitmap.CHANNELS, rgb, to, Bitmap.CHANNELS);
        } else {
            Arrays.fill(rgb, to, to + Bitmap.CHANNELS, Completeness.LOST);
        }
    }

    private boolean came(int pass, int y) {
        return (y - passes[pass][1]) / passes[pass][3] < rows[pass];
    }

    private int passOf(int x, int y) {
        for (int pass = 0; pass < passes.length; pass++) {
            int[] grid = passes[pass];
            if (x % grid[2] == grid[0] && y % grid[3] == grid[1]) {
                return pass;
            }
        }
        return passes.length - 1;
    }
}
