package dev.tuwen.vision.image;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/// Resizes pictures exactly as the reference does: bicubic with `a = −0.5`, widened when shrinking, in integers.
///
/// Columns first, then rows, each pass rounded to 8 bits: `pixel = clamp((2²¹ + Σ wᵢ·pᵢ) >> 22, 0, 255)`, weights with
/// 22 fraction bits. A pass that does not change its size is left out. Only bytes are kept between the passes, so that
/// a picture of 200 megapixels needs little beside itself; bands of rows are worked on by several threads.
public final class BicubicResize {

    private static final int FRACTION_BITS = 22;
    private static final int HALF = 1 << (FRACTION_BITS - 1);

    /// About so many input bytes are worked on between two looks at the cancellation: a few milliseconds.
    private static final int BAND_BYTES = 1 << 20;

    private BicubicResize() {}

    /// The picture at another size; the same object if it has that size already.
    public static Bitmap resize(Bitmap source, int width, int height) {
        return resize(source, width, height, () -> false);
    }

    /// The picture at another size; the same object if it has that size already.
    ///
    /// @param cancelled asked every few milliseconds, from several threads
    /// @throws CancellationException if `cancelled` said yes
    public static Bitmap resize(Bitmap source, int width, int height, BooleanSupplier cancelled) {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException(
                    "resize to " + width + " x " + height + " pixels, expected at least 1 x 1");
        }
        Bitmap result = source;
        if (width != result.width()) {
            result = columns(result, width, cancelled);
        }
        if (height != result.height()) {
            result = rows(result, height, cancelled);
        }
        return result;
    }

    private static Bitmap columns(Bitmap source, int width, BooleanSupplier cancelled) {
        CubicWeights weights = CubicWeights.of(source.width(), width);
        int[] fixed = weights.fixedPoint(FRACTION_BITS);
        int height = source.height();
        byte[] to = new byte[Bitmap.byteSize(width, height)];
        inBands(
                height,
                source.width() * Bitmap.CHANNELS,
                cancelled,
                y -> columnsOfRow(source.rgb(), source.offset(0, y), weights, fixed, to, y * width * Bitmap.CHANNELS));
        return new Bitmap(width, height, to);
    }

    private static void columnsOfRow(byte[] from, int rowStart, CubicWeights weights, int[] fixed, byte[] to, int out) {
        int taps = weights.taps();
        int at = out;
        for (int o = 0; o < weights.size(); o++, at += Bitmap.CHANNELS) {
            int red = HALF;
            int green = HALF;
            int blue = HALF;
            int in = rowStart + weights.first(o) * Bitmap.CHANNELS;
            int base = o * taps;
            int end = base + weights.count(o);
            for (int t = base; t < end; t++, in += Bitmap.CHANNELS) {
                int weight = fixed[t];
                red += weight * (from[in] & 0xff);
                green += weight * (from[in + 1] & 0xff);
                blue += weight * (from[in + 2] & 0xff);
            }
            to[at] = clamp(red);
            to[at + 1] = clamp(green);
            to[at + 2] = clamp(blue);
        }
    }

    private static Bitmap rows(Bitmap source, int height, BooleanSupplier cancelled) {
        CubicWeights weights = CubicWeights.of(source.height(), height);
        int[] fixed = weights.fixedPoint(FRACTION_BITS);
        int width = source.width();
        byte[] to = new byte[Bitmap.byteSize(width, height)];
        int rowBytes = width * Bitmap.CHANNELS;
        inBands(
                height,
                Math.multiplyExact(rowBytes, weights.taps()),
                cancelled,
                o -> rowOfColumns(source, weights, fixed, o, to, o * rowBytes));
        return new Bitmap(width, height, to);
    }

    private static void rowOfColumns(Bitmap source, CubicWeights weights, int[] fixed, int o, byte[] to, int out) {
        int rowBytes = source.width() * Bitmap.CHANNELS;
        byte[] from = source.rgb();
        int[] sums = new int[rowBytes];
        for (int t = 0; t < weights.count(o); t++) {
            int weight = fixed[o * weights.taps() + t];
            int in = (weights.first(o) + t) * rowBytes;
            for (int b = 0; b < rowBytes; b++) {
                sums[b] += weight * (from[in + b] & 0xff);
            }
        }
        for (int b = 0; b < rowBytes; b++) {
            to[out + b] = clamp(HALF + sums[b]);
        }
    }

    private static byte clamp(int fixed) {
        int pixel = fixed >> FRACTION_BITS;
        return (byte) Math.clamp(pixel, 0, 255);
    }

    private interface RowWork {
        void row(int row);
    }

    private static void inBands(int rows, int bytesPerRow, BooleanSupplier cancelled, RowWork work) {
        int perBand = Math.max(1, BAND_BYTES / Math.max(1, bytesPerRow));
        int bands = Math.ceilDiv(rows, perBand);
        IntStream.range(0, bands).parallel().forEach(band -> {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("resizing was cancelled");
            }
            int end = Math.min(rows, (band + 1) * perBand);
            for (int row = band * perBand; row < end; row++) {
                work.row(row);
            }
        });
    }
}
