package dev.tuwen.vision.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.function.BooleanSupplier;

/// A TIFF file: the first directory is looked at here, its pixels are read by the platform's decoder.
///
/// The reference turns TIFF pictures upright while it reads them, alone among all formats; so does this.
final class TiffFile {

    private static final int ENTRY_BYTES = 12;
    private static final int TYPE_SHORT = 3;
    private static final int TYPE_LONG = 4;
    private static final int VERSION_CLASSIC = 42;

    private static final int TAG_WIDTH = 256;
    private static final int TAG_HEIGHT = 257;
    private static final int TAG_BITS = 258;
    private static final int TAG_PHOTOMETRIC = 262;
    private static final int TAG_PALETTE = 320;
    private static final int TAG_SAMPLES = 277;
    private static final int TAG_TILE_WIDTH = 322;
    private static final int TAG_TILE_HEIGHT = 323;

    private static final int BLACK_IS_ZERO = 1;
    private static final int PALETTE = 3;
    private static final int INKS = 5;
    private static final int YCBCR = 6;

    private final FileBytes file;
    private final long directory;
    private final int entries;

    private TiffFile(byte[] bytes) {
        boolean big = bytes[0] == 'M';
        this.file =
                big ? FileBytes.bigEndian(bytes, ImageFormat.TIFF) : FileBytes.littleEndian(bytes, ImageFormat.TIFF);
        if (file.u16(2, "header") != VERSION_CLASSIC) {
            throw ImageFormatException.unreadable(ImageFormat.TIFF, "files with 64-bit offsets are not supported");
        }
        this.directory = file.u32(4, "header");
        this.entries = file.u16(directory, "directory");
        file.need(directory + 2, (long) entries * ENTRY_BYTES, "directory");
    }

    static DecodedImage decode(byte[] bytes, PictureLimits limits, BooleanSupplier cancelled) {
        return new TiffFile(bytes).decode(limits, cancelled);
    }

    private DecodedImage decode(PictureLimits limits, BooleanSupplier cancelled) {
        PixelSize size = limits.check(ImageFormat.TIFF, number(TAG_WIDTH, 0), number(TAG_HEIGHT, 0));
        long samples = number(TAG_SAMPLES, 1);
        long bits = number(TAG_BITS, 1);
        if (samples < 1 || samples > 16 || bits < 1 || bits > 64) {
            throw ImageFormatException.damaged(ImageFormat.TIFF, samples + " samples of " + bits + " bits a pixel");
        }
        limits.check(ImageFormat.TIFF, number(TAG_TILE_WIDTH, 1), number(TAG_TILE_HEIGHT, 1));
        limits.checkMemory(ImageFormat.TIFF, size, samples * Math.ceilDiv(bits, 8));
        BufferedImage image = SampleReader.of(ImageFormat.TIFF).image(file.bytes(), cancelled);
        Bitmap stored = RasterPixels.toBitmap(image.getRaster(), colours(image), cancelled);
        Orientation orientation = ExifOrientation.of(file.bytes(), 0, file.length());
        return new DecodedImage(orientation.apply(stored), Orientation.UPRIGHT, ImageFormat.TIFF);
    }

    private SampleColours colours(BufferedImage image) {
        int bands = image.getRaster().getNumBands();
        int bits = image.getRaster().getSampleModel().getSampleSize(0);
        long photometric = number(TAG_PHOTOMETRIC, BLACK_IS_ZERO);
        if (photometric == PALETTE) {
            return palette();
        }
        if (image.getColorModel() instanceof IndexColorModel indexed) {
            return BmpFile.palette(indexed);
        }
        if (photometric == INKS && bands >= 4 && bits == 8) {
            return new SampleColours.Inks(false);
        }
        if (photometric > YCBCR || photometric == INKS) {
            throw ImageFormatException.unreadable(
                    ImageFormat.TIFF, "colours of kind " + photometric + " are not supported");
        }
        return bands >= Bitmap.CHANNELS ? SampleColours.Rgb.of(bits) : new SampleColours.Gray(bits);
    }

    /// All reds, all greens, all blues, 16 bits each; the high byte counts.
    private SampleColours palette() {
        long entry = entry(TAG_PALETTE);
        if (entry < 0) {
            throw ImageFormatException.damaged(ImageFormat.TIFF, "it has no palette");
        }
        long count = file.u32(entry + 4, "palette");
        long values = file.u32(entry + 8, "palette");
        file.need(values, count * 2, "palette");
        int colours = (int) count / Bitmap.CHANNELS;
        byte[] rgb = new byte[colours * Bitmap.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            long plane = (long) i % Bitmap.CHANNELS * colours;
            rgb[i] = (byte) (file.u16(values + 2 * (plane + i / Bitmap.CHANNELS), "palette") >> 8);
        }
        return new SampleColours.Palette(new SampleColours.Triples(rgb));
    }

    /// Where the entry with this tag is, or -1.
    private long entry(int tag) {
        for (int i = 0; i < entries; i++) {
            long at = directory + 2 + (long) i * ENTRY_BYTES;
            if (file.u16(at, "tag") == tag) {
                return at;
            }
        }
        return -1;
    }

    /// The first number of an entry, or `absent`.
    private long number(int tag, long absent) {
        long at = entry(tag);
        if (at < 0) {
            return absent;
        }
        int type = file.u16(at + 2, "type");
        int bytes = type == TYPE_SHORT ? 2 : 4;
        long count = file.u32(at + 4, "count");
        long value = count * bytes <= 4 ? at + 8 : file.u32(at + 8, "entry");
        return switch (type) {
            case TYPE_SHORT -> file.u16(value, "entry");
            case TYPE_LONG -> file.u32(value, "entry");
            default -> absent;
        };
    }
}
