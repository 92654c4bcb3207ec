package dev.tuwen.vision.image;

import java.util.Arrays;

/// How the pixels of a TIFF directory are stored: in strips or tiles, together or plane by plane, as what numbers.
///
/// @param size of the picture
/// @param samples numbers a pixel
/// @param bits of a number
/// @param kind what a number is
/// @param planes whether every sample has blocks of its own
/// @param block size of a tile, or of a strip
/// @param tiled whether blocks at the edge are stored whole
/// @param coding how blocks are compressed
/// @param predictor how numbers are told by the ones before them
/// @param bitsReversed whether the lowest bit of a byte comes first
record TiffLayout(
        PixelSize size,
        int samples,
        int bits,
        Kind kind,
        boolean planes,
        PixelSize block,
        boolean tiled,
        int coding,
        int predictor,
        boolean bitsReversed) {

    static final int PLAIN = 1;
    static final int LZW = 5;
    static final int JPEG = 7;
    static final int DEFLATE = 8;
    static final int OLD_DEFLATE = 32_946;
    static final int PACK_BITS = 32_773;

    static final int NO_PREDICTOR = 1;
    static final int DIFFERENCES = 2;
    static final int FLOAT_DIFFERENCES = 3;

    private static final int MAXIMUM_SAMPLES = 16;

    /// What a number is.
    enum Kind {
        UNSIGNED,
        SIGNED,
        FLOAT
    }

    static TiffLayout of(TiffDirectory directory, PictureLimits limits) {
        PixelSize size = limits.check(
                ImageFormat.TIFF, directory.number(TiffDirectory.WIDTH, 0), directory.number(TiffDirectory.HEIGHT, 0));
        long samples = directory.number(TiffDirectory.SAMPLES, 1);
        long bits = directory.number(TiffDirectory.BITS, 1);
        if (samples < 1 || samples > MAXIMUM_SAMPLES || bits < 1 || bits > 64) {
            throw ImageFormatException.damaged(ImageFormat.TIFF, samples + " samples of " + bits + " bits a pixel");
        }
        if (Arrays.stream(directory.numbers(TiffDirectory.BITS)).anyMatch(each -> each != bits)) {
            throw unreadable("samples of different sizes are not supported");
        }
        boolean tiled = directory.number(TiffDirectory.TILE_WIDTH, 0) > 0;
        PixelSize block = tiled
                ? limits.check(
                        ImageFormat.TIFF,
                        directory.number(TiffDirectory.TILE_WIDTH, 0),
                        directory.number(TiffDirectory.TILE_HEIGHT, 0))
                : new PixelSize(
                        size.width(),
                        Math.clamp(directory.number(TiffDirectory.STRIP_ROWS, size.height()), 1, size.height()));
        var layout = new TiffLayout(
                size,
                (int) samples,
                (int) bits,
                kind(directory.number(TiffDirectory.SAMPLE_FORMAT, 1)),
                samples > 1 && directory.number(TiffDirectory.PLANES, 1) == 2,
                block,
                tiled,
                (int) directory.number(TiffDirectory.CODING, PLAIN),
                (int) directory.number(TiffDirectory.PREDICTOR, NO_PREDICTOR),
                directory.number(TiffDirectory.BIT_ORDER, 1) == 2);
        limits.checkMemory(ImageFormat.TIFF, block, samples * Math.ceilDiv(bits, 8));
        if ((long) layout.rowBytes() * block.height() > Integer.MAX_VALUE) {
            throw PictureLimits.tooLarge(ImageFormat.TIFF, "picture of which one part does not fit an array");
        }
        return layout;
    }

    /// The same blocks in another coding.
    TiffLayout withCoding(int other) {
        return new TiffLayout(size, samples, bits, kind, planes, block, tiled, other, predictor, bitsReversed);
    }

    /// Whether blocks are coded as fax machines do.
    boolean fax() {
        return coding >= FaxCoding.RUNS && coding <= FaxCoding.GROUP_4;
    }

    /// Whether numbers are told by the ones before them.
    boolean predicted() {
        return predictor != NO_PREDICTOR && (coding == LZW || coding == DEFLATE || coding == OLD_DEFLATE);
    }

    private static Kind kind(long sampleFormat) {
        return switch ((int) sampleFormat) {
            case 1, 4 -> Kind.UNSIGNED;
            case 2 -> Kind.SIGNED;
            case 3 -> Kind.FLOAT;
            default -> throw unreadable("samples of format " + sampleFormat + " are not supported");
        };
    }

    static ImageFormatException unreadable(String why) {
        return ImageFormatException.unreadable(ImageFormat.TIFF, why);
    }

    int blocksAcross() {
        return Math.ceilDiv(size.width(), block.width());
    }

    int blocksDown() {
        return Math.ceilDiv(size.height(), block.height());
    }

    /// Samples a pixel within one block.
    int blockSamples() {
        return planes ? 1 : samples;
    }

    /// Bytes of a row of one block: rows begin at whole bytes.
    int rowBytes() {
        return Math.toIntExact(Math.ceilDiv((long) block.width() * blockSamples() * bits, 8));
    }
}
