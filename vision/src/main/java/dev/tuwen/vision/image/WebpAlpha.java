package dev.tuwen.vision.image;

import java.awt.image.Raster;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// The alpha of a lossy WebP frame, which is coded apart: plain, or as the green of a lossless picture without header.
final class WebpAlpha {

    private static final int LOSSLESS = 1;
    private static final int HORIZONTAL = 1;
    private static final int VERTICAL = 2;
    private static final int GRADIENT = 3;
    private static final int HEADER_BYTES = 5;
    private static final int GREEN = 1;

    private WebpAlpha() {}

    /// `[height, width]`, 255 for what is opaque.
    ///
    /// @param chunk what is in the chunk
    static byte[] read(byte[] chunk, PixelSize size, BooleanSupplier cancelled) {
        if (chunk.length == 0) {
            throw ImageFormatException.damaged(ImageFormat.WEBP, "its transparency is empty");
        }
        int width = size.width();
        int pixels = width * size.height();
        byte[] alpha;
        if ((chunk[0] & 3) == LOSSLESS) {
            Raster raster = SampleReader.of(ImageFormat.WEBP)
                    .image(lossless(chunk, size), cancelled)
                    .getRaster();
            alpha = RasterPixels.alpha(raster, new SampleAlpha.Band(GREEN, 8), cancelled);
        } else if (chunk.length > pixels) {
            alpha = Arrays.copyOfRange(chunk, 1, pixels + 1);
        } else {
            throw ImageFormatException.damaged(ImageFormat.WEBP, "its transparency ends too early");
        }
        undoFilter((chunk[0] >> 2) & 3, alpha, width);
        return alpha;
    }

    /// A file with the lossless picture and the header it lacks.
    private static byte[] lossless(byte[] chunk, PixelSize size) {
        int length = HEADER_BYTES + chunk.length - 1;
        int padded = length + (length & 1);
        return ByteBuffer.allocate(20 + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(12 + padded)
                .put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII))
                .putInt(length)
                .put((byte) 0x2f)
                .putInt((size.width() - 1) | ((size.height() - 1) << 14) | (1 << 28))
                .put(chunk, 1, chunk.length - 1)
                .array();
    }

    private static void undoFilter(int filter, byte[] alpha, int width) {
        for (int at = 0; filter != 0 && at < alpha.length; at++) {
            int left = at % width == 0 ? -1 : alpha[at - 1] & 0xff;
            int above = at < width ? -1 : alpha[at - width] & 0xff;
            int predicted;
            if (left < 0) {
                predicted = Math.max(above, 0);
            } else if (above < 0) {
                predicted = left;
            } else {
                predicted = switch (filter) {
                    case HORIZONTAL -> left;
                    case VERTICAL -> above;
                    case GRADIENT -> Math.clamp(left + above - (alpha[at - width - 1] & 0xff), 0, 255);
                    default -> 0;
                };
            }
            alpha[at] += (byte) predicted;
        }
    }
}
