package dev.tuwen.assistant;

import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.Completeness;
import dev.tuwen.vision.image.DecodedImage;
import dev.tuwen.vision.image.ImageDecoder;
import dev.tuwen.vision.image.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/// A picture to ask about, decoded and upright. Immutable; any thread.
///
/// An assistant remembers what it saw per picture object: the same object is never looked at twice.
///
/// @param name the file's name, for people
/// @param upright the pixels as a person sees them
/// @param fileBytes size of the file it came from, 0 when there was none
/// @param completeness how much of it the file still held
public record Picture(String name, Bitmap upright, long fileBytes, Completeness completeness) {
    /// Checks that nothing is missing.
    public Picture {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(upright, "upright");
        Objects.requireNonNull(completeness, "completeness");
    }

    /// A picture that has all its pixels.
    ///
    /// @param name for people
    /// @param upright the pixels as a person sees them
    /// @param fileBytes size of the file it came from, 0 when there was none
    public Picture(String name, Bitmap upright, long fileBytes) {
        this(name, upright, fileBytes, Completeness.WHOLE);
    }

    /// Reads a picture from a file: PNG, JPEG, GIF, BMP, WebP or TIFF, by its content. Takes a while for a large one.
    /// Of a file that is cut off or damaged what is there is taken.
    ///
    /// @throws dev.tuwen.vision.image.ImageFormatException if it is no picture, damaged, too large or cannot be read
    public static Picture read(Path file) {
        return read(file, () -> false);
    }

    /// Reads a picture from a file, unless told to stop.
    ///
    /// @param cancelled asked often while decoding
    /// @throws dev.tuwen.vision.image.ImageFormatException if it is no picture, damaged, too large or cannot be read
    /// @throws java.util.concurrent.CancellationException if `cancelled` said yes
    public static Picture read(Path file, BooleanSupplier cancelled) {
        DecodedImage image = ImageDecoder.decode(file, Rendering.AS_SEEN, cancelled);
        Path name = file.getFileName();
        return new Picture(
                name == null ? file.toString() : name.toString(), image.upright(), sizeOf(file), image.completeness());
    }

    /// Decodes a picture in memory, such as one from the clipboard.
    ///
    /// @param name a name for people
    /// @param content the bytes of a file
    /// @throws dev.tuwen.vision.image.ImageFormatException if it is no picture, damaged or too large
    public static Picture decode(String name, byte[] content) {
        return decode(name, content, () -> false);
    }

    /// Decodes a picture in memory, unless told to stop.
    ///
    /// @param name a name for people
    /// @param content the bytes of a file
    /// @param cancelled asked often while decoding
    /// @throws dev.tuwen.vision.image.ImageFormatException if it is no picture, damaged or too large
    /// @throws java.util.concurrent.CancellationException if `cancelled` said yes
    public static Picture decode(String name, byte[] content, BooleanSupplier cancelled) {
        DecodedImage image = ImageDecoder.decode(content, Rendering.AS_SEEN, cancelled);
        return new Picture(name, image.upright(), content.length, image.completeness());
    }

    /// The bytes of a picture file, to be decoded elsewhere: reading may take as long as a disk or a network pleases,
    /// decoding takes a processor.
    ///
    /// @throws dev.tuwen.vision.image.ImageFormatException if it is no picture, too large or cannot be read
    public static byte[] load(Path file) {
        return ImageDecoder.load(file);
    }

    /// The size is only shown: a file that has gone since it was decoded has none.
    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }
}
