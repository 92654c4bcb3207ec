package dev.tuwen.vision.image;

import dev.tuwen.vision.image.driver.SystemCodec;
import dev.tuwen.vision.image.driver.SystemCodecException;
import dev.tuwen.vision.image.driver.SystemPixels;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// A HEIC or AVIF file, decoded by the [codec of the system][SystemCodec], which also turns it upright: EXIF does not
/// count in these files.
final class HeifFile {
    /// RGBA of the codec and of the copy beside it, then RGB.
    private static final int DECODED_BYTES_PER_PIXEL = 11;

    private static final int CHANNELS = 4;

    private final SystemCodec codec;
    private final ImageFormat format;

    /// @param codec of this system, or one in its place
    HeifFile(SystemCodec codec, ImageFormat format) {
        this.codec = codec;
        this.format = format;
    }

    DecodedImage decode(byte[] bytes, PictureLimits limits, Rendering rendering, BooleanSupplier cancelled) {
        SystemPixels pixels;
        try {
            pixels = codec.decode(bytes, (width, height) -> {
                PixelSize size = limits.check(format, width, height);
                limits.checkMemory(format, size, DECODED_BYTES_PER_PIXEL);
                stopIf(cancelled);
            });
        } catch (SystemCodecException failure) {
            throw failure.missing()
                    .map(missing -> ImageFormatException.needs(format, missing))
                    .orElseGet(() -> ImageFormatException.damaged(format, failure.reason()));
        }
        stopIf(cancelled);
        return new DecodedImage(bitmap(pixels, rendering), Orientation.UPRIGHT, format);
    }

    private static Bitmap bitmap(SystemPixels pixels, Rendering rendering) {
        byte[] rgba = pixels.rgba();
        byte[] alpha = new byte[rgba.length / CHANNELS];
        for (int i = 0; i < alpha.length; i++) {
            alpha[i] = rgba[i * CHANNELS + Bitmap.CHANNELS];
            // Closed up in its own array, for the picture may be large.
            System.arraycopy(rgba, i * CHANNELS, rgba, i * Bitmap.CHANNELS, Bitmap.CHANNELS);
        }
        byte[] rgb = Arrays.copyOf(rgba, Bitmap.byteSize(pixels.width(), pixels.height()));
        return rendering == Rendering.AS_SEEN
                ? Transparency.onGround(pixels.width(), pixels.height(), rgb, alpha)
                : new Bitmap(pixels.width(), pixels.height(), rgb);
    }

    private static void stopIf(BooleanSupplier cancelled) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException();
        }
    }
}
