package dev.tuwen.vision.image;

import java.awt.image.BufferedImage;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A BMP file: its headers are checked and put right here, the rest is read by the platform's decoder.
///
/// Programs leave the fields that no other program reads wrong or empty, and there are headers of many lengths. The
/// decoder is handed a copy with the common header, whose sizes and offsets are true.
final class BmpFile {

    private static final int FILE_HEADER_BYTES = 14;
    private static final int CORE_HEADER_BYTES = 12;
    private static final int SHORTEST_HEADER_BYTES = 16;
    private static final int INFO_HEADER_BYTES = 40;
    private static final int OS2_HEADER_BYTES = 64;
    private static final int MASK_BYTES = 12;
    private static final int HEADER_BYTES_WITH_ALPHA = 56;
    private static final int ALPHA_MASK_AT = 66;
    private static final int COLOUR_BYTES = 4;

    private static final int NOT_PACKED = 0;
    private static final int BIT_MASKS = 3;

    private BmpFile() {}

    static DecodedImage decode(byte[] bytes, PictureLimits limits, Rendering rendering, BooleanSupplier cancelled) {
        FileBytes file = FileBytes.littleEndian(bytes, ImageFormat.BMP);
        long headerBytes = file.u32(FILE_HEADER_BYTES, "header");
        PixelSize size;
        if (headerBytes == CORE_HEADER_BYTES) {
            size = limits.check(ImageFormat.BMP, file.u16(18, "header"), file.u16(20, "header"));
        } else {
            // A negative height says that the rows are stored from the top.
            size = limits.check(ImageFormat.BMP, file.s32(18, "header"), Math.abs(file.s32(22, "header")));
        }
        limits.checkMemory(ImageFormat.BMP, size, 4);
        SampleReader reader = SampleReader.of(ImageFormat.BMP);
        BufferedImage image =
                reader.image(headerBytes == CORE_HEADER_BYTES ? withTrueSize(bytes) : repaired(file), cancelled);
        Bitmap bitmap = RasterPixels.toBitmap(image.getRaster(), colours(image), cancelled);
        byte[] alpha = rendering == Rendering.AS_SEEN ? alpha(file, size) : null;
        if (alpha != null) {
            bitmap = Transparency.onGround(size.width(), size.height(), bitmap.rgb(), alpha);
        }
        return new DecodedImage(bitmap, Orientation.UPRIGHT, ImageFormat.BMP);
    }

    /// `[height, width]`, if the header has a mask for alpha. The rest of the file was read before.
    private static byte @Nullable [] alpha(FileBytes file, PixelSize size) {
        boolean masked = file.u32(FILE_HEADER_BYTES, "header") >= HEADER_BYTES_WITH_ALPHA
                && file.u16(28, "header") == 32
                && file.u32(30, "header") == BIT_MASKS;
        long mask = masked ? file.u32(ALPHA_MASK_AT, "mask") : 0;
        long pixelsAt = file.u32(10, "header");
        long rowBytes = 4L * size.width();
        if (mask == 0 || !file.has(pixelsAt, rowBytes * size.height())) {
            return null;
        }
        int shift = Long.numberOfTrailingZeros(mask);
        long maximum = mask >> shift;
        boolean fromTop = file.s32(22, "header") < 0;
        byte[] alpha = new byte[Math.multiplyExact(size.width(), size.height())];
        for (int y = 0, at = 0; y < size.height(); y++) {
            long row = pixelsAt + (fromTop ? y : size.height() - 1 - y) * rowBytes;
            for (int x = 0; x < size.width(); x++, at++) {
                alpha[at] = (byte) (((file.u32(row + 4L * x, "picture") & mask) >> shift) * 255 / maximum);
            }
        }
        return alpha;
    }

    private static byte[] withTrueSize(byte[] bytes) {
        byte[] copy = bytes.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(2, copy.length);
        return copy;
    }

    /// The same picture behind a header of 40 bytes, with its masks or its palette and its pixels where they belong.
    private static byte[] repaired(FileBytes file) {
        int headerBytes = Math.clamp(file.u32(FILE_HEADER_BYTES, "header"), SHORTEST_HEADER_BYTES, 255);
        long headerEnd = FILE_HEADER_BYTES + (long) headerBytes;
        file.need(0, headerEnd, "header");
        byte[] header = new byte[INFO_HEADER_BYTES];
        System.arraycopy(file.bytes(), FILE_HEADER_BYTES, header, 0, Math.min(headerBytes, INFO_HEADER_BYTES));
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        int bits = fields.getShort(14) & 0xffff;
        int packing = fields.getInt(16);
        if (headerBytes == OS2_HEADER_BYTES && packing >= BIT_MASKS) {
            throw ImageFormatException.unreadable(
                    ImageFormat.BMP, "compression of kind " + packing + " of OS/2 is not supported");
        }
        int masks = packing == BIT_MASKS ? MASK_BYTES : 0;
        // Longer headers hold the masks, the common one is followed by them.
        long masksAt = headerBytes > INFO_HEADER_BYTES ? FILE_HEADER_BYTES + INFO_HEADER_BYTES : headerEnd;
        long paletteAt = Math.max(headerEnd, masksAt + masks);
        long colours = bits > 8 ? 0 : Math.clamp(fields.getInt(32) & 0xffff_ffffL, 0, 1 << bits);
        if (bits <= 8 && colours == 0) {
            colours = 1L << bits;
        }
        long stated = file.u32(10, "header");
        long pixelsAt = stated < paletteAt || stated >= file.length() ? paletteAt + colours * COLOUR_BYTES : stated;
        int palette = Math.toIntExact(Math.min(colours * COLOUR_BYTES, Math.max(pixelsAt - paletteAt, 0)));
        file.need(masksAt, masks, "masks");
        file.need(paletteAt, palette, "palette");
        file.need(pixelsAt, 1, "picture");
        int pixels = (int) (file.length() - pixelsAt);
        int offset = FILE_HEADER_BYTES + INFO_HEADER_BYTES + masks + palette;
        fields.putInt(0, INFO_HEADER_BYTES);
        fields.putInt(32, palette / COLOUR_BYTES);
        fields.putInt(20, packing == NOT_PACKED || packing == BIT_MASKS ? 0 : pixels);
        return ByteBuffer.allocate(Math.addExact(offset, pixels))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 'B')
                .put((byte) 'M')
                .putInt(offset + pixels)
                .putInt(0)
                .putInt(offset)
                .put(header)
                .put(file.bytes(), (int) masksAt, masks)
                .put(file.bytes(), (int) paletteAt, palette)
                .put(file.bytes(), (int) pixelsAt, pixels)
                .array();
    }

    private static SampleColours colours(BufferedImage image) {
        return switch (image.getColorModel()) {
            case IndexColorModel indexed -> palette(indexed);
            case DirectColorModel direct ->
                new SampleColours.Rgb(
                        direct.getComponentSize(0), direct.getComponentSize(1), direct.getComponentSize(2));
            default ->
                image.getRaster().getNumBands() < Bitmap.CHANNELS
                        ? new SampleColours.Gray(image.getColorModel().getComponentSize(0))
                        : SampleColours.Rgb.of(image.getColorModel().getComponentSize(0));
        };
    }

    /// The colours of an indexed picture, transparency dropped.
    static SampleColours palette(IndexColorModel indexed) {
        byte[] rgb = new byte[indexed.getMapSize() * Bitmap.CHANNELS];
        for (int i = 0; i < indexed.getMapSize(); i++) {
            rgb[i * Bitmap.CHANNELS] = (byte) indexed.getRed(i);
            rgb[i * Bitmap.CHANNELS + 1] = (byte) indexed.getGreen(i);
            rgb[i * Bitmap.CHANNELS + 2] = (byte) indexed.getBlue(i);
        }
        return new SampleColours.Palette(new SampleColours.Triples(rgb));
    }
}
