package dev.tuwen.vision.image;

import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Turns decoded rasters into bitmaps.
///
/// Samples are read from the raster itself. The ways through colour models and colour spaces are avoided on purpose:
/// they apply gamma to gray pictures and blend or scale what should be left alone.
final class RasterPixels {

    private static final int ROWS_BETWEEN_LOOKS = 64;

    private RasterPixels() {}

    /// The raster as a bitmap. The raster's own array becomes the bitmap's where its layout allows it: the raster must
    /// not be used afterwards.
    static Bitmap toBitmap(Raster raster, SampleColours colours, BooleanSupplier cancelled) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = raster.getNumBands();
        int rgbBytes = Bitmap.byteSize(width, height);
        byte[] packed = packedBytes(raster);
        byte[] rgb = packed != null && bands >= Bitmap.CHANNELS ? packed : new byte[rgbBytes];
        int[] offsets =
                packed == null ? new int[bands] : ((ComponentSampleModel) raster.getSampleModel()).getBandOffsets();
        int[] samples = new int[Math.multiplyExact(width, bands)];
        for (int y = 0; y < height; y++) {
            if (y % ROWS_BETWEEN_LOOKS == 0 && cancelled.getAsBoolean()) {
                throw new CancellationException("reading the picture was cancelled");
            }
            if (packed != null) {
                readPacked(packed, y * samples.length, offsets, samples);
            } else {
                raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, samples);
            }
            colours.row(samples, bands, width, rgb, y * width * Bitmap.CHANNELS);
        }
        return new Bitmap(width, height, rgb.length == rgbBytes ? rgb : Arrays.copyOf(rgb, rgbBytes));
    }

    /// The alpha of the raster, `[height, width]`. Before [#toBitmap], which may overwrite it.
    static byte[] alpha(Raster raster, SampleAlpha meaning, BooleanSupplier cancelled) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] alpha = new byte[Math.multiplyExact(width, height)];
        int[] samples = new int[Math.multiplyExact(width, raster.getNumBands())];
        for (int y = 0; y < height; y++) {
            if (y % ROWS_BETWEEN_LOOKS == 0 && cancelled.getAsBoolean()) {
                throw new CancellationException("reading the picture was cancelled");
            }
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, samples);
            meaning.row(samples, raster.getNumBands(), width, alpha, y * width);
        }
        return alpha;
    }

    /// The raster as a bitmap, on its ground where `meaning` says that something is transparent.
    static Bitmap toBitmap(
            Raster raster, SampleColours colours, @Nullable SampleAlpha meaning, BooleanSupplier cancelled) {
        byte[] alpha = meaning == null ? null : alpha(raster, meaning, cancelled);
        Bitmap bitmap = toBitmap(raster, colours, cancelled);
        return alpha == null ? bitmap : Transparency.onGround(bitmap.width(), bitmap.height(), bitmap.rgb(), alpha);
    }

    /// The raster's bytes, if they are all of it: pixel after pixel, row after row, with no gap.
    private static byte @Nullable [] packedBytes(Raster raster) {
        int bands = raster.getNumBands();
        if (raster.getSampleModel() instanceof ComponentSampleModel model
                && raster.getDataBuffer() instanceof DataBufferByte buffer
                && buffer.getNumBanks() == 1
                && buffer.getOffset() == 0
                && raster.getParent() == null
                && model.getPixelStride() == bands
                && model.getScanlineStride() == raster.getWidth() * bands
                && Arrays.stream(model.getBandOffsets()).allMatch(offset -> offset < bands)
                && buffer.getData().length == (long) raster.getWidth() * raster.getHeight() * bands) {
            return buffer.getData();
        }
        return null;
    }

    private static void readPacked(byte[] packed, int start, int[] offsets, int[] samples) {
        int bands = offsets.length;
        for (int band = 0; band < bands; band++) {
            int in = start + offsets[band];
            for (int at = band; at < samples.length; at += bands, in += bands) {
                samples[at] = packed[in] & 0xff;
            }
        }
    }
}
