package dev.tuwen.vision.image;

import dev.tuwen.vision.driver.HeifDecoder;
import dev.tuwen.vision.driver.HeifException;
import dev.tuwen.vision.driver.LibHeif;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// A HEIC or AVIF file, decoded by a library where the system has one; Java has no decoder for either.
///
/// The container says how the picture is turned, and the library obeys; EXIF does not count there.
final class HeifFile {

    /// Bytes a pixel of what the library gives, beside what it needs itself.
    private static final int DECODED_BYTES_PER_PIXEL = 8;

    private HeifFile() {}

    static DecodedImage decode(
            byte[] bytes, ImageFormat format, PictureLimits limits, Rendering rendering, BooleanSupplier cancelled) {
        return decode(LibHeif.installed(), bytes, format, limits, rendering, cancelled);
    }

    /// With a given decoder, such as a test's own.
    static DecodedImage decode(
            Optional<? extends HeifDecoder> decoder,
            byte[] bytes,
            ImageFormat format,
            PictureLimits limits,
            Rendering rendering,
            BooleanSupplier cancelled) {
        if (decoder.isEmpty()) {
            throw missing(format, "they are read with libheif, which is not installed here" + install());
        }
        stopIf(cancelled);
        HeifDecoder.Pixels pixels;
        try {
            pixels = decoder.get()
                    .decode(
                            bytes,
                            (width, height) -> limits.checkMemory(
                                    format, limits.check(format, width, height), DECODED_BYTES_PER_PIXEL));
        } catch (HeifException refused) {
            throw switch (refused.reason()) {
                case NO_DECODER ->
                    missing(
                            format,
                            "libheif has no decoder for " + (format == ImageFormat.AVIF ? "AV1" : "HEVC") + " here"
                                    + (isLinux() ? "; install the package of plugins that goes with it" : ""));
                case DAMAGED -> ImageFormatException.damaged(format, String.valueOf(refused.getMessage()));
                case TOO_LARGE -> PictureLimits.tooLarge(format, "picture that is too large to decode");
            };
        }
        stopIf(cancelled);
        return new DecodedImage(bitmap(pixels, rendering), Orientation.UPRIGHT, format);
    }

    private static void stopIf(BooleanSupplier cancelled) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("reading the picture was cancelled");
        }
    }

    private static Bitmap bitmap(HeifDecoder.Pixels pixels, Rendering rendering) {
        int count = Math.multiplyExact(pixels.width(), pixels.height());
        byte[] rgba = pixels.rgba();
        byte[] alpha = new byte[count];
        for (int i = 0, in = 0, out = 0; i < count; i++, in += Bitmap.CHANNELS + 1, out += Bitmap.CHANNELS) {
            alpha[i] = rgba[in + Bitmap.CHANNELS];
            // In its own array, for the picture may be large.
            System.arraycopy(rgba, in, rgba, out, Bitmap.CHANNELS);
        }
        byte[] rgb = Arrays.copyOf(rgba, Bitmap.byteSize(pixels.width(), pixels.height()));
        return rendering == Rendering.AS_SEEN
                ? Transparency.onGround(pixels.width(), pixels.height(), rgb, alpha)
                : new Bitmap(pixels.width(), pixels.height(), rgb);
    }

    private static ImageFormatException missing(ImageFormat format, String why) {
        return new ImageFormatException(
                ImageFormatException.Kind.NEEDS_LIBRARY,
                format,
                format.label() + " pictures cannot be read: " + why + "; or save it as JPEG or PNG first");
    }

    private static String install() {
        return isLinux() ? "; install it ('libheif1' of Debian and Ubuntu, 'libheif' of Fedora)" : "";
    }

    private static boolean isLinux() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
    }
}
