package dev.tuwen.vision.image;

import java.awt.image.BufferedImage;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
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

    private BmpFile() {}

    static DecodedImage decode(byte[] bytes, PictureLimits limits, Rendering rendering, BooleanSupplier cancelled) {
        FileBytes file = FileBytes.littleEndian(bytes, ImageFormat.BMP);
        boolean core = file.u32(FILE_HEADER_BYTES, "header") == CORE_HEADER_BYTES;
        // A negative height says that the rows are stored from the top.
        boolean fromTop = !core && file.s32(22, "header") < 0;
        PixelSize size = core
                ? limits.check(ImageFormat.BMP, file.u16(18, "header"), file.u16(20, "header"))
                : limits.check(ImageFormat.BMP, file.s32(18, "header"), Math.abs(file.s32(22, "header")));
        // The rows, a file with them, and what is decoded, which is the bitmap where it has three bytes a pixel.
        int samples = Math.clamp(Math.ceilDiv(file.u16(core ? 24 : 28, "header"), 8), 1, 4);
        limits.checkMemory(ImageFormat.BMP, size, 3 * samples + (samples == 3 ? 0 : samples == 4 ? 4 : 3));
        Repaired repaired = core ? withCoreHeader(file, size) : repaired(file, size);
        BufferedImage image = SampleReader.of(ImageFormat.BMP).image(repaired.bytes(), cancelled);
        Bitmap bitmap = RasterPixels.toBitmap(image.getRaster(), colours(image), cancelled);
        byte[] alpha = rendering == Rendering.AS_SEEN ? alpha(file, size) : null;
        if (alpha != null) {
            bitmap = Transparency.onGround(size.width(), size.height(), bitmap.rgb(), alpha);
        }
        BmpRows rows = repaired.rows();
        if (rows == null) {
            return new DecodedImage(bitmap, Orientation.UPRIGHT, ImageFormat.BMP);
        }
        if (rows.came() == 0) {
            throw ImageFormatException.damaged(ImageFormat.BMP, "it ends before its pixels begin");
        }
        rows.fillLost(bitmap, fromTop);
        return new DecodedImage(bitmap, Orientation.UPRIGHT, ImageFormat.BMP, rows.completeness(size));
    }

    /// The same picture for the platform's decoder.
    ///
    /// @param bytes the file
    /// @param rows its pixels; null where they are coded in a way that is the decoder's alone
    private record Repaired(byte[] bytes, @Nullable BmpRows rows) {}

    /// `[height, width]`, if the header has a mask for alpha. The rest of the file was read before.
    private static byte @Nullable [] alpha(FileBytes file, PixelSize size) {
        boolean masked = file.u32(FILE_HEADER_BYTES, "header") >= HEADER_BYTES_WITH_ALPHA
                && file.u16(28, "header") == 32
                && file.u32(30, "header") == BmpRows.BIT_MASKS;
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

    /// With a header of 12 bytes, behind which a palette has three bytes a colour.
    private static Repaired withCoreHeader(FileBytes file, PixelSize size) {
        int bits = file.u16(24, "header");
        long headerEnd = FILE_HEADER_BYTES + (long) CORE_HEADER_BYTES;
        long stated = file.u32(10, "header");
        long palette = bits > 8 ? 0 : Bitmap.CHANNELS * (1L << bits);
        long pixelsAt = stated < headerEnd || stated >= file.length() ? headerEnd + palette : stated;
        file.need(pixelsAt, 1, "picture");
        if (!BmpRows.reads(bits, BmpRows.NOT_PACKED)) {
            throw ImageFormatException.damaged(ImageFormat.BMP, "pixels of " + bits + " bits");
        }
        BmpRows rows = BmpRows.of(file, pixelsAt, size, bits, BmpRows.NOT_PACKED);
        byte[] head = Arrays.copyOf(file.bytes(), (int) pixelsAt);
        ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        fields.putInt(2, Math.addExact(head.length, rows.bytes().length));
        fields.putInt(10, head.length);
        fields.putShort(24, (short) rows.bits());
        byte[] bytes = Arrays.copyOf(head, head.length + rows.bytes().length);
        System.arraycopy(rows.bytes(), 0, bytes, head.length, rows.bytes().length);
        return new Repaired(bytes, rows);
    }

    /// Behind a header of 40 bytes, with its masks or its palette and its pixels where they belong.
    private static Repaired repaired(FileBytes file, PixelSize size) {
        int headerBytes = Math.clamp(file.u32(FILE_HEADER_BYTES, "header"), SHORTEST_HEADER_BYTES, 255);
        long headerEnd = FILE_HEADER_BYTES + (long) headerBytes;
        file.need(0, headerEnd, "header");
        byte[] header = new byte[INFO_HEADER_BYTES];
        System.arraycopy(file.bytes(), FILE_HEADER_BYTES, header, 0, Math.min(headerBytes, INFO_HEADER_BYTES));
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        int bits = fields.getShort(14) & 0xffff;
        int packing = fields.getInt(16);
        if (headerBytes == OS2_HEADER_BYTES && packing >= BmpRows.BIT_MASKS) {
            throw ImageFormatException.unreadable(
                    ImageFormat.BMP, "compression of kind " + packing + " of OS/2 is not supported");
        }
        int masks = packing == BmpRows.BIT_MASKS ? MASK_BYTES : 0;
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
        BmpRows rows = BmpRows.reads(bits, packing) ? BmpRows.of(file, pixelsAt, size, bits, packing) : null;
        byte[] pixels = rows == null ? Arrays.copyOfRange(file.bytes(), (int) pixelsAt, file.length()) : rows.bytes();
        int offset = FILE_HEADER_BYTES + INFO_HEADER_BYTES + masks + palette;
        fields.putInt(0, INFO_HEADER_BYTES);
        fields.putInt(32, palette / COLOUR_BYTES);
        fields.putInt(20, rows == null ? pixels.length : 0);
        if (rows != null) {
            fields.putShort(14, (short) rows.bits());
            fields.putInt(16, packing == BmpRows.BIT_MASKS ? BmpRows.BIT_MASKS : BmpRows.NOT_PACKED);
        }
        byte[] whole = ByteBuffer.allocate(Math.addExact(offset, pixels.length))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 'B')
                .put((byte) 'M')
                .putInt(offset + pixels.length)
                .putInt(0)
                .putInt(offset)
                .put(header)
                .put(file.bytes(), (int) masksAt, masks)
                .put(file.bytes(), (int) paletteAt, palette)
                .put(pixels)
                .array();
        return new Repaired(whole, rows);
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
