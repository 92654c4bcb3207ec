package dev.tuwen.vision.image;

import java.awt.image.BufferedImage;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.util.function.BooleanSupplier;

/// A BMP file: the header's size is checked here, the rest is read by the platform's decoder.
final class BmpFile {

    private static final int HEADER_BYTES = 14;
    private static final int CORE_HEADER_BYTES = 12;

    private BmpFile() {}

    static DecodedImage decode(byte[] bytes, PictureLimits limits, BooleanSupplier cancelled) {
        FileBytes file = FileBytes.littleEndian(bytes, ImageFormat.BMP);
        long headerBytes = file.u32(HEADER_BYTES, "header");
        PixelSize size;
        if (headerBytes == CORE_HEADER_BYTES) {
            size = limits.check(ImageFormat.BMP, file.u16(18, "header"), file.u16(20, "header"));
        } else {
            // A negative height says that the rows are stored from the top.
            size = limits.check(ImageFormat.BMP, file.s32(18, "header"), Math.abs(file.s32(22, "header")));
        }
        limits.checkMemory(ImageFormat.BMP, size, 4);
        SampleReader reader = SampleReader.of(ImageFormat.BMP);
        BufferedImage image = reader.image(bytes, cancelled);
        Bitmap bitmap = RasterPixels.toBitmap(image.getRaster(), colours(image), cancelled);
        return new DecodedImage(bitmap, Orientation.UPRIGHT, ImageFormat.BMP);
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
