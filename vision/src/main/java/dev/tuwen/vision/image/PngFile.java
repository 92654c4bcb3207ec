package dev.tuwen.vision.image;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// A PNG file: its chunks are read and checked here, its pixels are unpacked by the platform's decoder.
///
/// The decoder is handed a copy with nothing but header, palette and image data, so that transparency, gamma, profiles
/// and texts (which can blow up to gigabytes) cannot mislead it.
final class PngFile {

    private static final int SIGNATURE_BYTES = 8;
    private static final int HEADER_BYTES = 13;
    private static final int GRAY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GRAY_ALPHA = 4;
    private static final int RGB_ALPHA = 6;

    private static final List<String> TEXTS = List.of("tEXt", "zTXt", "iTXt");

    private final FileBytes file;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private long width;
    private long height;
    private int bits;
    private int colourType = -1;
    private byte[] palette = {};
    private byte[] transparent = {};
    private final OrientationNotes orientation = new OrientationNotes();
    private boolean paletteDoubtful;
    private boolean dataDoubtful;

    private PngFile(byte[] bytes) {
        this.file = FileBytes.bigEndian(bytes, ImageFormat.PNG);
    }

    static DecodedImage decode(byte[] bytes, PictureLimits limits, Rendering rendering, BooleanSupplier cancelled) {
        var png = new PngFile(bytes);
        png.readHeader(limits);
        png.readChunks();
        return png.decode(limits, rendering, cancelled);
    }

    private void readHeader(PictureLimits limits) {
        if (!file.tag(SIGNATURE_BYTES + 4L, "IHDR")) {
            throw ImageFormatException.damaged(ImageFormat.PNG, "it does not begin with a header");
        }
        long at = SIGNATURE_BYTES + 8L;
        width = file.u32(at, "header");
        height = file.u32(at + 4, "header");
        bits = file.u8(at + 8, "header");
        colourType = file.u8(at + 9, "header");
        PixelSize size = limits.check(ImageFormat.PNG, width, height);
        limits.checkMemory(
                ImageFormat.PNG,
                size,
                sampleBytes() == Bitmap.CHANNELS ? Bitmap.CHANNELS : sampleBytes() + Bitmap.CHANNELS + 1);
    }

    /// Of one pixel.
    private int sampleBytes() {
        return bands() * Math.ceilDiv(bits, 8);
    }

    private int bands() {
        return switch (colourType) {
            case GRAY, PALETTE -> 1;
            case GRAY_ALPHA -> 2;
            case RGB -> 3;
            case RGB_ALPHA -> 4;
            default -> throw ImageFormatException.damaged(ImageFormat.PNG, "unknown colour type " + colourType);
        };
    }

    private void readChunks() {
        long at = SIGNATURE_BYTES;
        boolean ended = false;
        while (!ended && file.has(at, 8)) {
            long length = file.u32(at, "chunk");
            if (!file.has(at, length + 12)) {
                if (file.tag(at + 4, "IDAT")) {
                    data.write(file.bytes(), (int) at + 8, (int) Math.min(length, file.length() - at - 8));
                }
                break;
            }
            chunk((int) at, (int) length);
            ended = file.tag(at + 4, "IEND");
            at += length + 12;
        }
        if (data.size() == 0) {
            throw ImageFormatException.damaged(ImageFormat.PNG, "it ends before its pixels begin");
        }
    }

    /// The file for the platform's decoder: header, palette, and these pixels.
    private byte[] stripped(byte[] pixels) {
        var stripped = new ByteArrayOutputStream(pixels.length + 1024);
        stripped.write(file.bytes(), 0, SIGNATURE_BYTES);
        emit(stripped, "IHDR", file.bytes(), SIGNATURE_BYTES + 8, HEADER_BYTES);
        if (palette.length > 0) {
            emit(stripped, "PLTE", palette, 0, palette.length);
        }
        emit(stripped, "IDAT", pixels, 0, pixels.length);
        emit(stripped, "IEND", new byte[0], 0, 0);
        return stripped.toByteArray();
    }

    /// Writes a chunk with its checksum.
    private static void emit(ByteArrayOutputStream out, String type, byte[] content, int from, int length) {
        byte[] head = ByteBuffer.allocate(8)
                .putInt(length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .array();
        var crc = new CRC32();
        crc.update(head, 4, 4);
        crc.update(content, from, length);
        out.writeBytes(head);
        out.write(content, from, length);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private void chunk(int at, int length) {
        int start = at + 8;
        if (file.tag(at + 4L, "eXIf")) {
            orientation.exif(file.bytes(), start, length);
            return;
        }
        if (file.tag(at + 4L, "tRNS")) {
            transparent = Arrays.copyOfRange(file.bytes(), start, start + length);
            return;
        }
        for (String text : TEXTS) {
            if (file.tag(at + 4L, text)) {
                PngText.note(text, Arrays.copyOfRange(file.bytes(), start, start + length), orientation);
                return;
            }
        }
        boolean isPalette = file.tag(at + 4L, "PLTE");
        boolean isData = file.tag(at + 4L, "IDAT");
        if (!isPalette && !isData && !file.tag(at + 4L, "IHDR")) {
            return;
        }
        var crc = new CRC32();
        crc.update(file.bytes(), at + 4, length + 4);
        boolean right = crc.getValue() == file.u32((long) start + length, "chunk");
        if (isPalette) {
            paletteDoubtful |= !right && colourType == PALETTE;
            palette(start, length);
        } else if (isData) {
            dataDoubtful |= !right;
            data.write(file.bytes(), start, length);
        } else if (!right) {
            throw ImageFormatException.damaged(ImageFormat.PNG, "the checksum of its header is wrong");
        }
    }

    /// Takes the first palette. Colours beyond those that the bits can tell are cut off: nobody asks for them.
    private void palette(int start, int length) {
        if (colourType != PALETTE || palette.length > 0) {
            return;
        }
        int colours = Math.min(length / Bitmap.CHANNELS, 1 << Math.min(bits, 8));
        palette = Arrays.copyOfRange(file.bytes(), start, start + colours * Bitmap.CHANNELS);
    }

    private @Nullable SampleAlpha alpha() {
        if (colourType == GRAY_ALPHA || colourType == RGB_ALPHA) {
            return new SampleAlpha.Band(bands() - 1, bits);
        }
        if (colourType == PALETTE) {
            return transparent.length == 0 ? null : new SampleAlpha.OfPalette(transparent);
        }
        // One colour, 16 bits a sample whatever the picture's own.
        int[] colour = new int[bands()];
        if (transparent.length < 2 * colour.length) {
            return null;
        }
        for (int i = 0; i < colour.length; i++) {
            int sample = ((transparent[2 * i] & 0xff) << 8) | (transparent[2 * i + 1] & 0xff);
            colour[i] = sample & ((1 << bits) - 1);
        }
        return new SampleAlpha.Key(colour);
    }

    private DecodedImage decode(PictureLimits limits, Rendering rendering, BooleanSupplier cancelled) {
        Completeness palettes = paletteDoubtful ? Completeness.DAMAGED : Completeness.WHOLE;
        if (!dataDoubtful) {
            try {
                Raster raster = raster(data.toByteArray(), cancelled);
                return decoded(bitmap(raster, rendering, cancelled), palettes);
            } catch (ImageFormatException lost) {
                if (lost.kind() != ImageFormatException.Kind.DAMAGED) {
                    throw lost;
                }
            }
        }
        int interlacing = file.u8(SIGNATURE_BYTES + 20L, "header");
        var size = new PixelSize((int) width, (int) height);
        // The rows, which may hardly be compressed, packed again, in a file and in its copy, and what is decoded.
        limits.checkMemory(ImageFormat.PNG, size, 5L * sampleBytes() + Bitmap.CHANNELS + 1);
        var rows = new PngRows(size, bands() * bits, interlacing != 0, data.toByteArray());
        if (rows.areNone()) {
            throw ImageFormatException.damaged(ImageFormat.PNG, "it ends before its pixels begin");
        }
        Bitmap bitmap = bitmap(raster(rows.packed(), cancelled), rendering, cancelled);
        rows.fillLost(bitmap.rgb());
        return decoded(bitmap, rows.completeness(dataDoubtful).and(palettes));
    }

    private DecodedImage decoded(Bitmap bitmap, Completeness completeness) {
        return new DecodedImage(bitmap, orientation.orientation(), ImageFormat.PNG, completeness);
    }

    private Raster raster(byte[] pixels, BooleanSupplier cancelled) {
        SampleReader reader = SampleReader.of(ImageFormat.PNG);
        Raster raster = reader.image(stripped(pixels), cancelled).getRaster();
        if (!reader.warnings().isEmpty()) {
            throw ImageFormatException.damaged(
                    ImageFormat.PNG, reader.warnings().getFirst());
        }
        return raster;
    }

    private Bitmap bitmap(Raster raster, Rendering rendering, BooleanSupplier cancelled) {
        SampleColours colours = switch (colourType) {
            case PALETTE -> new SampleColours.Palette(new SampleColours.Triples(palette));
            case GRAY, GRAY_ALPHA ->
                rendering == Rendering.AS_SEEN && bits > 8
                        ? new SampleColours.HighBytes(new SampleColours.Gray(8), bits)
                        : new SampleColours.Gray(bits);
            default -> SampleColours.Rgb.of(bits);
        };
        return RasterPixels.toBitmap(raster, colours, rendering == Rendering.AS_SEEN ? alpha() : null, cancelled);
    }
}
