package dev.tuwen.vision.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A TIFF file: its first page that is no thumbnail, read here from the packed bytes on, since readers differ in what
/// they make of each combination of coding, number and colour. JPEG as it was before TIFF 6 is left to the platform's
/// decoder.
///
/// The reference turns TIFF pictures upright while it reads them, alone among all formats; so does this.
final class TiffFile {

    private static final int VERSION_WIDE = 43;
    private static final int MAXIMUM_PAGES = 1000;

    private static final int OLD_JPEG = 6;

    private static final int WHITE_IS_ZERO = 0;
    private static final int BLACK_IS_ZERO = 1;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int INKS = 5;
    static final int YCBCR = 6;
    private static final int LAB = 8;
    private static final int ICC_LAB = 9;
    private static final int SENSOR = 32_803;
    private static final int LINEAR_SENSOR = 34_892;

    private static final int CYAN_MAGENTA_YELLOW_BLACK = 1;
    private static final int MULTIPLIED_ALPHA = 1;
    private static final int PLAIN_ALPHA = 2;

    private final FileBytes file;
    private final boolean wide;
    private final int page;
    private final TiffDirectory directory;

    private TiffFile(byte[] bytes) {
        this.file = bytes[0] == 'M'
                ? FileBytes.bigEndian(bytes, ImageFormat.TIFF)
                : FileBytes.littleEndian(bytes, ImageFormat.TIFF);
        this.wide = file.u16(2, "header") == VERSION_WIDE;
        if (!wide && file.tag(8, "CR")) {
            throw raw();
        }
        long at = wide ? file.u64(8, "header") : file.u32(4, "header");
        Set<Long> seen = new HashSet<>();
        var candidate = new TiffDirectory(file, wide, at);
        while (candidate.secondary()) {
            seen.add(at);
            at = candidate.next();
            if (at == 0 || seen.contains(at) || seen.size() == MAXIMUM_PAGES) {
                throw raw();
            }
            candidate = new TiffDirectory(file, wide, at);
        }
        this.page = seen.size();
        this.directory = candidate;
    }

    private static ImageFormatException raw() {
        return TiffLayout.unreadable(
                "it holds no more than a thumbnail that can be shown; raw files of cameras are not supported, save it as JPEG first");
    }

    static DecodedImage decode(byte[] bytes, PictureLimits limits, Rendering rendering, BooleanSupplier cancelled) {
        return new TiffFile(bytes).decode(limits, rendering, cancelled);
    }

    private DecodedImage decode(PictureLimits limits, Rendering rendering, BooleanSupplier cancelled) {
        TiffLayout layout = TiffLayout.of(directory, limits);
        int photometric = (int) directory.number(TiffDirectory.PHOTOMETRIC, BLACK_IS_ZERO);
        if (photometric == SENSOR || photometric == LINEAR_SENSOR || hasLargerPicture(layout.size())) {
            throw raw();
        }
        // Colours and transparency, beside a block of samples; a bitmap that is turned stands beside its own.
        boolean oneBlock = layout.blocksAcross() * layout.blocksDown() == 1;
        long block = oneBlock ? (long) layout.samples() * Math.ceilDiv(layout.bits(), 8) : 0;
        limits.checkMemory(ImageFormat.TIFF, layout.size(), Math.max(4 + block, 2 * Bitmap.CHANNELS));
        if (layout.coding() == OLD_JPEG) {
            DecodedImage whole = oldJpeg(layout, photometric, rendering, cancelled);
            if (whole != null) {
                return whole;
            }
            Bitmap stored = byPlatform(layout, photometric, cancelled);
            return new DecodedImage(orientation().apply(stored), Orientation.UPRIGHT, ImageFormat.TIFF);
        }
        return blocks(layout, photometric, rendering, cancelled);
    }

    private DecodedImage blocks(TiffLayout layout, int photometric, Rendering rendering, BooleanSupplier cancelled) {
        var blocks = new TiffBlocks(
                file,
                directory,
                layout,
                colours(layout, photometric, rendering),
                rendering == Rendering.AS_SEEN ? alpha(layout, photometric) : null,
                cancelled);
        Bitmap stored = orientation().apply(blocks.bitmap());
        return new DecodedImage(stored, Orientation.UPRIGHT, ImageFormat.TIFF, blocks.completeness());
    }

    private Orientation orientation() {
        Orientation said = Orientation.withExif(directory.number(TiffDirectory.ORIENTATION, 0));
        if (said != null) {
            return said;
        }
        var notes = new OrientationNotes();
        TiffDirectory.Values packet = directory.values(TiffDirectory.XMP);
        notes.xmp(file.bytes(), (int) packet.at(), packet.count() * packet.bytesEach());
        return notes.orientation();
    }

    /// Whether a directory below this one has more pixels: then this is the preview of a raw file, whatever it says.
    private boolean hasLargerPicture(PixelSize size) {
        long pixels = (long) size.width() * size.height();
        return Arrays.stream(directory.numbers(TiffDirectory.SUB_DIRECTORIES))
                .filter(at -> file.has(at, 2))
                .limit(MAXIMUM_PAGES)
                .mapToObj(at -> new TiffDirectory(file, wide, at))
                .anyMatch(below -> !below.secondary()
                        && below.number(TiffDirectory.WIDTH, 0) * below.number(TiffDirectory.HEIGHT, 0) > pixels);
    }

    /// A picture in JPEG as it was before TIFF 6, of which all, or each part, is a file of its own; null where it is
    /// not.
    private @Nullable DecodedImage oldJpeg(
            TiffLayout layout, int photometric, Rendering rendering, BooleanSupplier cancelled) {
        long stream = directory.number(TiffDirectory.OLD_JPEG_STREAM, 0);
        if (layout.bits() == 8 && stream > 0 && beginsJpeg(stream)) {
            byte[] jpeg = Arrays.copyOfRange(file.bytes(), (int) stream, file.length());
            try {
                JpegFile.Samples read = JpegFile.samples(jpeg, layout.size(), cancelled);
                Raster raster = read.raster();
                if (raster.getWidth() == layout.size().width()
                        && raster.getHeight() == layout.size().height()
                        && raster.getNumBands() == layout.samples()) {
                    TiffLayout inside = layout.withCoding(TiffLayout.JPEG);
                    Bitmap stored = RasterPixels.toBitmap(raster, colours(inside, photometric, rendering), cancelled);
                    return new DecodedImage(
                            orientation().apply(stored), Orientation.UPRIGHT, ImageFormat.TIFF, read.completeness());
                }
            } catch (ImageFormatException tablesAlone) {
                return null;
            }
        }
        long[] parts =
                directory.numbersThatCame(layout.tiled() ? TiffDirectory.TILE_OFFSETS : TiffDirectory.STRIP_OFFSETS);
        boolean files = layout.bits() == 8 && parts.length > 0 && beginsJpeg(parts[0]);
        return files ? blocks(layout.withCoding(TiffLayout.JPEG), photometric, rendering, cancelled) : null;
    }

    private boolean beginsJpeg(long at) {
        return file.has(at, 2) && file.tag(at, "\u00ff\u00d8");
    }

    private Bitmap byPlatform(TiffLayout layout, int photometric, BooleanSupplier cancelled) {
        if (wide || layout.kind() != TiffLayout.Kind.UNSIGNED || layout.bits() > 8) {
            throw TiffLayout.unreadable("compression of kind " + layout.coding() + " with colours of kind "
                    + photometric + " is not supported here");
        }
        BufferedImage image =
                SampleReader.of(ImageFormat.TIFF).read(file.bytes(), reader -> reader.read(page), cancelled);
        int bands = image.getRaster().getNumBands();
        int bits = image.getRaster().getSampleModel().getSampleSize(0);
        SampleColours colours;
        if (image.getColorModel() instanceof IndexColorModel indexed) {
            colours = BmpFile.palette(indexed);
        } else if (photometric > YCBCR || photometric == INKS) {
            throw colourless(photometric);
        } else {
            colours = bands >= Bitmap.CHANNELS ? SampleColours.Rgb.of(bits) : new SampleColours.Gray(bits);
        }
        return RasterPixels.toBitmap(image.getRaster(), colours, cancelled);
    }

    private static ImageFormatException colourless(int photometric) {
        return TiffLayout.unreadable("colours of kind " + photometric + " are not supported");
    }

    private SampleColours colours(TiffLayout layout, int photometric, Rendering rendering) {
        int bits = TiffNumbers.bitsOut(layout);
        boolean lab = photometric == LAB || photometric == ICC_LAB;
        switch (layout.kind()) {
            case UNSIGNED -> require(bits <= 32, bits + " bits a sample are not supported");
            case SIGNED -> require(lab, "signed numbers are not supported; save it with 8 bits a sample");
            case FLOAT ->
                require(
                        !lab && photometric != PALETTE && Set.of(16, 32, 64).contains(layout.bits()),
                        "fractions of " + layout.bits() + " bits are not supported");
        }
        SampleColours colours = switch (photometric) {
            case BLACK_IS_ZERO -> gray(bits, rendering);
            case WHITE_IS_ZERO -> new SampleColours.Negative(gray(bits, rendering), bits);
            case RGB -> SampleColours.Rgb.of(bits);
            case PALETTE -> {
                require(bits <= 16, "palettes of " + bits + " bits are not supported");
                yield palette();
            }
            case INKS -> {
                require(
                        directory.number(TiffDirectory.INK_SET, CYAN_MAGENTA_YELLOW_BLACK) == CYAN_MAGENTA_YELLOW_BLACK,
                        "its inks are not cyan, magenta, yellow and black");
                require(bits >= 8, "inks of " + bits + " bits are not supported");
                yield new SampleColours.HighBytes(new SampleColours.Inks(false), bits);
            }
            case YCBCR -> {
                require(bits == 8, "luma of " + bits + " bits is not supported");
                yield lumaChroma(layout.coding() == TiffLayout.JPEG);
            }
            case LAB, ICC_LAB -> {
                require(bits == 8 || (bits == 16 && photometric == LAB), "Lab of " + bits + " bits is not supported");
                yield new SampleColours.Lab(bits, photometric == LAB);
            }
            default -> throw colourless(photometric);
        };
        require(!layout.fax() || (bits == 1 && layout.samples() == 1), "fax coding of more than black and white");
        int needed = colourSamples(photometric);
        if (layout.samples() < needed || (layout.coding() == TiffLayout.JPEG && layout.bits() != 8)) {
            throw ImageFormatException.damaged(
                    ImageFormat.TIFF,
                    layout.samples() + " samples of " + layout.bits() + " bits for colours of kind " + photometric);
        }
        boolean multiplied = photometric == RGB
                && layout.samples() > needed
                && directory.number(TiffDirectory.EXTRA_SAMPLES, 0) == MULTIPLIED_ALPHA;
        return multiplied ? new SampleColours.Multiplied(colours, bits) : colours;
    }

    private static SampleColours gray(int bits, Rendering rendering) {
        return rendering == Rendering.AS_SEEN && bits > 8
                ? new SampleColours.HighBytes(new SampleColours.Gray(8), bits)
                : new SampleColours.Gray(bits);
    }

    private SampleColours lumaChroma(boolean jpeg) {
        double[] levels = directory.fractions(TiffDirectory.BLACK_AND_WHITE, 0, 255, 128, 255, 128, 255);
        double[] parts = directory.fractions(TiffDirectory.LUMA_PARTS, 0.299, 0.587, 0.114);
        var film = new SampleColours.FilmLumaChroma(levels, parts);
        return jpeg || film.isCommon() ? new SampleColours.LumaChroma() : film;
    }

    private static int colourSamples(int photometric) {
        return switch (photometric) {
            case RGB, YCBCR, LAB, ICC_LAB -> 3;
            case INKS -> 4;
            default -> 1;
        };
    }

    private @Nullable SampleAlpha alpha(TiffLayout layout, int photometric) {
        int band = colourSamples(photometric);
        long extra = directory.number(TiffDirectory.EXTRA_SAMPLES, 0);
        boolean alpha = layout.samples() > band && (extra == MULTIPLIED_ALPHA || extra == PLAIN_ALPHA);
        return alpha ? new SampleAlpha.Band(band, TiffNumbers.bitsOut(layout)) : null;
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw TiffLayout.unreadable(otherwise);
        }
    }

    /// All reds, all greens, all blues, 16 bits each; the high byte counts, unless it is nothing anywhere.
    private SampleColours palette() {
        long[] values = directory.numbers(TiffDirectory.PALETTE);
        if (values.length == 0) {
            throw ImageFormatException.damaged(ImageFormat.TIFF, "it has no palette");
        }
        int colours = values.length / Bitmap.CHANNELS;
        int shift = Arrays.stream(values).anyMatch(value -> value > 255) ? 8 : 0;
        byte[] rgb = new byte[colours * Bitmap.CHANNELS];
        IntStream.range(0, rgb.length)
                .forEach(i -> rgb[i] = (byte) (values[i % Bitmap.CHANNELS * colours + i / Bitmap.CHANNELS] >> shift));
        return new SampleColours.Palette(new SampleColours.Triples(rgb));
    }
}
