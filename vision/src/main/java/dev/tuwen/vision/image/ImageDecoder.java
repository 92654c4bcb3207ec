package dev.tuwen.vision.image;

import dev.tuwen.filetype.FileFailure;
import dev.tuwen.filetype.FileType;
import dev.tuwen.vision.image.driver.SystemCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Reads picture files: PNG, JPEG, GIF, BMP, WebP and TIFF, and HEIC and AVIF where the system can; told apart by their
/// first bytes.
///
/// Pixels become RGB as the reference has them: gray replicated, embedded profiles and gamma ignored; whether alpha is
/// dropped or blended is the caller's choice. Files are taken for hostile: sizes are checked against the header before
/// anything is decoded, and whatever is wrong ends in an [ImageFormatException] that says what kind of wrong.
/// Stateless, for any thread.
public final class ImageDecoder {

    private ImageDecoder() {}

    /// Reads a file, [Rendering#AS_STORED].
    ///
    /// @throws ImageFormatException if it cannot be used as a picture
    public static DecodedImage decode(Path file) {
        return decode(file, () -> false);
    }

    /// Reads a file, [Rendering#AS_STORED].
    ///
    /// @param cancelled asked often while decoding
    /// @throws ImageFormatException if it cannot be used as a picture
    /// @throws CancellationException if `cancelled` said yes
    public static DecodedImage decode(Path file, BooleanSupplier cancelled) {
        return decode(file, Rendering.AS_STORED, cancelled);
    }

    /// Reads a file.
    ///
    /// @param cancelled asked often while decoding
    /// @throws ImageFormatException if it cannot be used as a picture
    /// @throws CancellationException if `cancelled` said yes
    public static DecodedImage decode(Path file, Rendering rendering, BooleanSupplier cancelled) {
        return decode(load(file), PictureLimits.STANDARD, rendering, cancelled);
    }

    /// Reads a file that is in memory already, [Rendering#AS_STORED].
    ///
    /// @throws ImageFormatException if it cannot be used as a picture
    public static DecodedImage decode(byte[] bytes) {
        return decode(bytes, () -> false);
    }

    /// Reads a file that is in memory already.
    ///
    /// @param cancelled asked often while decoding
    /// @throws ImageFormatException if it cannot be used as a picture
    /// @throws CancellationException if `cancelled` said yes
    public static DecodedImage decode(byte[] bytes, BooleanSupplier cancelled) {
        return decode(bytes, PictureLimits.STANDARD, Rendering.AS_STORED, cancelled);
    }

    /// Reads a file that is in memory already.
    ///
    /// @throws ImageFormatException if it cannot be used as a picture
    public static DecodedImage decode(byte[] bytes, Rendering rendering) {
        return decode(bytes, rendering, () -> false);
    }

    /// Reads a file that is in memory already.
    ///
    /// @param cancelled asked often while decoding
    /// @throws ImageFormatException if it cannot be used as a picture
    /// @throws CancellationException if `cancelled` said yes
    public static DecodedImage decode(byte[] bytes, Rendering rendering, BooleanSupplier cancelled) {
        return decode(bytes, PictureLimits.STANDARD, rendering, cancelled);
    }

    static DecodedImage decode(byte[] bytes, PictureLimits limits, Rendering rendering, BooleanSupplier cancelled) {
        ImageFormat format = format(bytes);
        try {
            return switch (format) {
                case PNG -> PngFile.decode(bytes, limits, rendering, cancelled);
                case JPEG -> JpegFile.decode(bytes, limits, cancelled);
                case GIF -> GifFile.decode(bytes, limits, rendering, cancelled);
                case BMP -> BmpFile.decode(bytes, limits, rendering, cancelled);
                case WEBP -> WebpFile.decode(bytes, limits, rendering, cancelled);
                case TIFF -> TiffFile.decode(bytes, limits, rendering, cancelled);
                case HEIC, AVIF ->
                    new HeifFile(SystemCodec.ofThisSystem(), format).decode(bytes, limits, rendering, cancelled);
            };
        } catch (OutOfMemoryError memory) {
            // One huge allocation of a size that the file asked for did not fit: nothing else is lost.
            throw new ImageFormatException(
                    ImageFormatException.Kind.TOO_LARGE, format, "picture does not fit the memory", memory);
        }
    }

    private static ImageFormat format(byte[] head) {
        return ImageFormat.of(Arrays.copyOf(head, Math.min(head.length, ImageFormat.HEAD_BYTES)))
                .orElseThrow(() -> FileType.of(Arrays.copyOf(head, Math.min(head.length, FileType.HEAD_BYTES)))
                        .map(ImageFormatException::isSomethingElse)
                        .orElseGet(() -> new ImageFormatException(
                                ImageFormatException.Kind.NOT_A_PICTURE,
                                null,
                                "not a picture: expected a PNG, JPEG, GIF, BMP, WebP or TIFF file")));
    }

    /// The bytes of a file that is a picture by its head.
    ///
    /// Reads the head first, so that a film or an archive of many gigabytes is refused without reading it. The file is
    /// opened once. A pipe is not: whoever opens one waits until somebody writes, maybe for ever.
    ///
    /// @throws ImageFormatException if it cannot be used as a picture
    public static byte[] load(Path file) {
        if (isPipe(file)) {
            throw new ImageFormatException(
                    ImageFormatException.Kind.UNREADABLE,
                    null,
                    "it is a pipe or a device and no file; save the picture as a file first");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(FileType.HEAD_BYTES);
            ImageFormat format = format(head);
            long maximum = PictureLimits.STANDARD.maximumFileBytes();
            long size = Files.size(file);
            if (size > maximum) {
                throw PictureLimits.tooLarge(
                        format,
                        "picture file of " + (size >> 20) + " MiB, at most " + (maximum >> 20) + " MiB are read");
            }
            byte[] bytes = Arrays.copyOf(head, Math.max(head.length, (int) size));
            int count = head.length + in.readNBytes(bytes, head.length, bytes.length - head.length);
            return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
        } catch (IOException failure) {
            throw new ImageFormatException(
                    ImageFormatException.Kind.UNREADABLE,
                    null,
                    "it cannot be read: " + FileFailure.reason(failure),
                    failure);
        } catch (OutOfMemoryError memory) {
            throw new ImageFormatException(
                    ImageFormatException.Kind.TOO_LARGE, null, "picture file does not fit the memory", memory);
        }
    }

    private static boolean isPipe(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isOther();
        } catch (IOException unknown) {
            return false;
        }
    }
}
