package dev.tuwen.vision.image;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// A VP8 key frame, which is what a lossy WebP file holds: RFC 6386. Decodes to the reference decoder's pixels, chroma
/// interpolated as there.
final class Vp8Picture {

    private static final int HEADER_BYTES = 10;
    private static final int SEGMENTS = 4;
    private static final int BLOCK_OF_SMALL = 4;
    private static final int[] MODE_TREE = {0, 2, -1, 4, -2, 6, 8, 12, -3, 10, -5, -6, -4, 14, -7, 16, -8, -9};
    private final int across;
    private final int down;
    private final Vp8Bits bits;
    private final Vp8Bits[] parts;
    private final Vp8Plane luma;
    private final Vp8Plane[] chroma = new Vp8Plane[2];
    private final Vp8Prediction prediction = new Vp8Prediction();
    private final int[] modeOdds = Vp8Tables.modes();
    private final Vp8Tokens tokens = new Vp8Tokens();

    private final boolean segmented;
    private boolean mapped;
    private boolean absolute;
    private final int[] segmentQuantisers = new int[SEGMENTS];
    private final int[] segmentLevels = new int[SEGMENTS];
    private final int[] segmentOdds = {255, 255, 255};
    private final boolean simple;
    private final int level;
    private final int sharpness;
    private int frameDelta;
    private int smallDelta;
    /// For each segment: DC and AC of luma, of the second order, of chroma.
    private final int[][] steps = new int[SEGMENTS][6];
    private final boolean skips;
    private final int skipOdds;

    /// Per block of 16 x 16, for smoothing: its level, negative where only its border is smoothed.
    private final int[] levels;

    private final int[] modesAbove;
    private final int[] modesBeside = new int[BLOCK_OF_SMALL];
    /// Which small blocks above had coefficients: four of luma, two of each chroma plane, one of second order.
    private final int[][] tokensAbove;
    private final int[] tokensBeside = new int[9];
    private final int[] coefficients = new int[400];
    private final int[] second = new int[16];
    private final int[] modes = new int[16];

    private Vp8Picture(byte[] data, PixelSize size) {
        this.across = Math.ceilDiv(size.width(), 16);
        this.down = Math.ceilDiv(size.height(), 16);
        FileBytes file = FileBytes.littleEndian(data, ImageFormat.WEBP);
        int end = data.length;
        int firstPart = HEADER_BYTES + (file.u24(0, "picture") >> 5);
        if (firstPart > end) {
            throw ImageFormatException.damaged(ImageFormat.WEBP, "its picture ends too early");
        }
        bits = new Vp8Bits(data, HEADER_BYTES, firstPart);
        bits.number(2);
        segmented = bits.flag();
        if (segmented) {
            readSegments();
        }
        simple = bits.flag();
        level = bits.number(6);
        sharpness = bits.number(3);
        readDeltas();
        parts = new Vp8Bits[1 << bits.number(2)];
        int at = firstPart + 3 * (parts.length - 1);
        if (at >= end) {
            throw ImageFormatException.damaged(ImageFormat.WEBP, "its picture ends too early");
        }
        for (int i = 0; i < parts.length; i++) {
            int next = i == parts.length - 1 ? end : Math.min(end, at + file.u24(firstPart + 3L * i, "picture"));
            parts[i] = new Vp8Bits(data, at, next);
            at = next;
        }
        readQuantisers();
        bits.flag();
        tokens.update(bits);
        skips = bits.flag();
        skipOdds = skips ? bits.number(8) : 0;
        luma = new Vp8Plane(across * 16, down * 16);
        chroma[0] = new Vp8Plane(across * 8, down * 8);
        chroma[1] = new Vp8Plane(across * 8, down * 8);
        levels = new int[across * down];
        modesAbove = new int[across * BLOCK_OF_SMALL];
        tokensAbove = new int[across][9];
    }

    /// What came of a frame.
    ///
    /// @param bitmap gray where nothing came
    /// @param completeness how much of it came
    record Frame(Bitmap bitmap, Completeness completeness) {
        /// A frame of which so many rows came.
        static Frame of(Bitmap bitmap, int rows) {
            if (rows == 0) {
                throw ImageFormatException.damaged(ImageFormat.WEBP, "it ends before its pixels begin");
            }
            if (rows >= bitmap.height()) {
                return new Frame(bitmap, Completeness.WHOLE);
            }
            Arrays.fill(bitmap.rgb(), bitmap.offset(0, rows), bitmap.rgb().length, Completeness.LOST);
            return new Frame(bitmap, Completeness.ENDS_EARLY);
        }
    }

    /// The frame in these bytes, which was seen to begin with a key frame of this size.
    static Frame decode(byte[] data, PixelSize size, BooleanSupplier cancelled) {
        var picture = new Vp8Picture(data, size);
        int blocks = picture.reconstruct(cancelled);
        picture.smooth(blocks, cancelled);
        return Frame.of(new Vp8Colours(picture.luma, picture.chroma, size).bitmap(), 16 * blocks);
    }

    private void readSegments() {
        mapped = bits.flag();
        if (bits.flag()) {
            absolute = bits.flag();
            for (int i = 0; i < SEGMENTS; i++) {
                segmentQuantisers[i] = bits.optional(7);
            }
            for (int i = 0; i < SEGMENTS; i++) {
                segmentLevels[i] = bits.optional(6);
            }
        }
        for (int i = 0; mapped && i < segmentOdds.length; i++) {
            segmentOdds[i] = bits.flag() ? bits.number(8) : 255;
        }
    }

    /// Of the changes of the level for kinds of frames and of blocks, key frames use the first of each.
    private void readDeltas() {
        boolean used = bits.flag();
        boolean updated = used && bits.flag();
        for (int i = 0; updated && i < 8; i++) {
            int delta = bits.optional(6);
            frameDelta = i == 0 ? delta : frameDelta;
            smallDelta = i == 4 ? delta : smallDelta;
        }
    }

    private void readQuantisers() {
        int base = bits.number(7);
        int lumaDc = bits.optional(4);
        int secondDc = bits.optional(4);
        int secondAc = bits.optional(4);
        int chromaDc = bits.optional(4);
        int chromaAc = bits.optional(4);
        for (int i = 0; i < SEGMENTS; i++) {
            int index = base;
            if (segmented) {
                index = segmentQuantisers[i] + (absolute ? 0 : base);
            }
            steps[i][0] = Vp8Tables.dcStep(index + lumaDc, 127);
            steps[i][1] = Vp8Tables.acStep(index);
            steps[i][2] = 2 * Vp8Tables.dcStep(index + secondDc, 127);
            steps[i][3] = Math.max(8, Vp8Tables.acStep(index + secondAc) * 155 / 100);
            steps[i][4] = Vp8Tables.dcStep(index + chromaDc, 117);
            steps[i][5] = Vp8Tables.acStep(index + chromaAc);
        }
    }

    /// How many rows of blocks came.
    private int reconstruct(BooleanSupplier cancelled) {
        for (int y = 0; y < down; y++) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("reading the picture was cancelled");
            }
            Arrays.fill(modesBeside, 0);
            Arrays.fill(tokensBeside, 0);
            Vp8Bits part = parts[y & (parts.length - 1)];
            for (int x = 0; x < across; x++) {
                block(x, y, part);
            }
            if (bits.exhausted() || part.exhausted()) {
                return y;
            }
        }
        return down;
    }

    private void block(int x, int y, Vp8Bits part) {
        int segment = 0;
        if (mapped) {
            segment = bits.bit(segmentOdds[0]) == 0 ? bits.bit(segmentOdds[1]) : 2 + bits.bit(segmentOdds[2]);
        }
        boolean skipped = skips && bits.bit(skipOdds) != 0;
        boolean small = bits.bit(145) == 0;
        int mode = 0;
        if (small) {
            readSmallModes(x);
        } else {
            mode = bits.bit(156) != 0
                    ? (bits.bit(128) != 0 ? Vp8Prediction.TRUE_MOTION : Vp8Prediction.HORIZONTAL)
                    : (bits.bit(163) != 0 ? Vp8Prediction.VERTICAL : Vp8Prediction.DC);
            Arrays.fill(modesBeside, mode);
            Arrays.fill(modesAbove, 4 * x, 4 * x + 4, mode);
        }
        int chromaMode = bits.bit(142) == 0
                ? Vp8Prediction.DC
                : bits.bit(114) == 0
                        ? Vp8Prediction.VERTICAL
                        : bits.bit(183) == 0 ? Vp8Prediction.HORIZONTAL : Vp8Prediction.TRUE_MOTION;
        boolean coded = false;
        if (skipped) {
            int kept = small ? tokensAbove[x][8] : 0;
            int keptBeside = small ? tokensBeside[8] : 0;
            Arrays.fill(tokensAbove[x], 0);
            Arrays.fill(tokensBeside, 0);
            tokensAbove[x][8] = kept;
            tokensBeside[8] = keptBeside;
        } else {
            Arrays.fill(coefficients, 0);
            coded = readTokens(part, tokensAbove[x], small, steps[segment]);
        }
        predict(x, y, small, mode, chromaMode, !skipped);
        int smoothing = levelOf(segment, small);
        levels[y * across + x] = small || coded ? smoothing : -smoothing;
    }

    private void readSmallModes(int x) {
        for (int y = 0; y < 4; y++) {
            for (int i = 0; i < 4; i++) {
                int odds = (modesAbove[4 * x + i] * 10 + modesBeside[y]) * 9;
                int node = MODE_TREE[bits.bit(modeOdds[odds])];
                while (node > 0) {
                    node = MODE_TREE[node + bits.bit(modeOdds[odds + (node >> 1)])];
                }
                modes[4 * y + i] = -node;
                modesAbove[4 * x + i] = -node;
                modesBeside[y] = -node;
            }
        }
    }

    /// Whether any block has a coefficient that is not zero.
    private boolean readTokens(Vp8Bits part, int[] above, boolean small, int[] step) {
        boolean coded = false;
        if (!small) {
            Arrays.fill(second, 0);
            int count = tokens.read(part, Vp8Tokens.SECOND, above[8] + tokensBeside[8], 0, step[2], step[3], second, 0);
            above[8] = count > 0 ? 1 : 0;
            tokensBeside[8] = above[8];
            prediction.spread(second, coefficients);
        }
        int first = small ? 0 : 1;
        for (int i = 0; i < 16; i++) {
            int type = small ? Vp8Tokens.COMPLETE : Vp8Tokens.AFTER_SECOND;
            int place = tokensBeside[i >> 2] + above[i & 3];
            int count = tokens.read(part, type, place, first, step[0], step[1], coefficients, 16 * i);
            above[i & 3] = count > first ? 1 : 0;
            tokensBeside[i >> 2] = above[i & 3];
            coded |= count > 1 || coefficients[16 * i] != 0;
        }
        for (int i = 0; i < 8; i++) {
            int aboveAt = 4 + (i >> 2) * 2 + (i & 1);
            int besideAt = 4 + (i >> 2) * 2 + ((i >> 1) & 1);
            int place = tokensBeside[besideAt] + above[aboveAt];
            int count = tokens.read(part, Vp8Tokens.CHROMA, place, 0, step[4], step[5], coefficients, 256 + 16 * i);
            above[aboveAt] = count > 0 ? 1 : 0;
            tokensBeside[besideAt] = above[aboveAt];
            coded |= count > 0;
        }
        return coded;
    }

    private void predict(int x, int y, boolean small, int mode, int chromaMode, boolean differs) {
        int left = 16 * x;
        int top = 16 * y;
        if (small) {
            int[] right = new int[4];
            for (int i = 0; i < 16; i++) {
                int column = left + 4 * (i & 3);
                int row = top + 4 * (i >> 2);
                rightAbove(x, y, i, right);
                prediction.small(luma, column, row, modes[i], right);
                if (differs) {
                    prediction.addCosines(luma, column, row, coefficients, 16 * i);
                }
            }
        } else {
            prediction.whole(luma, left, top, 16, mode);
            for (int i = 0; differs && i < 16; i++) {
                prediction.addCosines(luma, left + 4 * (i & 3), top + 4 * (i >> 2), coefficients, 16 * i);
            }
        }
        for (int plane = 0; plane < 2; plane++) {
            prediction.whole(chroma[plane], 8 * x, 8 * y, 8, chromaMode);
            for (int i = 0; differs && i < 4; i++) {
                prediction.addCosines(
                        chroma[plane],
                        8 * x + 4 * (i & 1),
                        8 * y + 4 * (i >> 1),
                        coefficients,
                        256 + 64 * plane + 16 * i);
            }
        }
    }

    /// The pixels above and to the right of a small block; in the last column of every row those above the whole block,
    /// and beyond the edge of the picture its last one.
    private void rightAbove(int x, int y, int index, int[] right) {
        boolean last = (index & 3) == 3;
        int row = last ? 16 * y - 1 : 16 * y + 4 * (index >> 2) - 1;
        int column = 16 * x + 4 * (index & 3) + 4;
        for (int i = 0; i < 4; i++) {
            boolean beyond = last && x == across - 1 && y > 0;
            right[i] = luma.get(luma.at(beyond ? column - 1 : column + i, row));
        }
    }

    private int levelOf(int segment, boolean small) {
        int result = level;
        if (segmented) {
            result = segmentLevels[segment] + (absolute ? 0 : level);
        }
        return Math.clamp(result + frameDelta + (small ? smallDelta : 0), 0, 63);
    }

    private void smooth(int blocks, BooleanSupplier cancelled) {
        var filters =
                new Vp8Smoothing[] {new Vp8Smoothing(luma), new Vp8Smoothing(chroma[0]), new Vp8Smoothing(chroma[1])};
        for (int y = 0; level > 0 && y < blocks; y++) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("reading the picture was cancelled");
            }
            for (int x = 0; x < across; x++) {
                int own = levels[y * across + x];
                if (own != 0) {
                    smooth(filters, x, y, Math.abs(own), own > 0);
                }
            }
        }
    }

    private void smooth(Vp8Smoothing[] filters, int x, int y, int strength, boolean within) {
        int inside = strength;
        if (sharpness > 0) {
            inside = Math.min(inside >> (sharpness > 4 ? 2 : 1), 9 - sharpness);
        }
        inside = Math.max(inside, 1);
        int edge = 2 * strength + inside;
        int rough = strength >= 40 ? 2 : strength >= 15 ? 1 : 0;
        var border = new Vp8Smoothing.Limits(2 * (edge + 4) + 1, inside, rough);
        var inner = new Vp8Smoothing.Limits(2 * edge + 1, inside, rough);
        for (boolean downwards : new boolean[] {false, true}) {
            if (downwards ? y > 0 : x > 0) {
                smoothLines(filters, x, y, downwards, 0, border, true);
            }
            for (int line = 4; within && line < 16; line += 4) {
                smoothLines(filters, x, y, downwards, line, inner, false);
            }
        }
    }

    private void smoothLines(
            Vp8Smoothing[] filters,
            int x,
            int y,
            boolean downwards,
            int line,
            Vp8Smoothing.Limits limits,
            boolean whole) {
        int at = luma.at(16 * x + (downwards ? 0 : line), 16 * y + (downwards ? line : 0));
        if (simple) {
            filters[0].simple(at, downwards, 16, limits.edge());
            return;
        }
        filters[0].gentle(at, downwards, 16, limits, whole);
        if (line < 8) {
            int place = chroma[0].at(8 * x + (downwards ? 0 : line), 8 * y + (downwards ? line : 0));
            filters[1].gentle(place, downwards, 8, limits, whole);
            filters[2].gentle(place, downwards, 8, limits, whole);
        }
    }
}
