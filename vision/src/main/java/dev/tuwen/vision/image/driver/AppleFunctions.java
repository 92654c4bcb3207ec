package dev.tuwen.vision.image.driver;

import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/// The functions of ImageIO and CoreGraphics that are used. What gives an object gives `NULL` where it fails; the
/// caller releases it.
interface AppleFunctions {
    /// `CGImageSourceCreateWithData` over a copy of the bytes.
    MemorySegment source(byte[] file);

    /// The sides of the first picture as the file says, before it is decoded: `kCGImagePropertyPixelWidth` and its
    /// twin.
    Sides sides(MemorySegment source);

    /// What the file says of the first picture.
    record Sides(OptionalInt width, OptionalInt height) {}

    /// `CGImageSourceCreateThumbnailAtIndex` of the first picture: from the picture itself, turned upright, as large as
    /// `longest` pixels allow.
    MemorySegment upright(MemorySegment source, int longest);

    /// `CGImageGetWidth`.
    long width(MemorySegment image);

    /// `CGImageGetHeight`.
    long height(MemorySegment image);

    /// `CGContextDrawImage` to RGBA of 8 bits, colours multiplied by alpha, in the image's own colours.
    ///
    /// @param rgba `[height, width, 4]` bytes of zero
    /// @return whether it could be drawn
    boolean draw(MemorySegment image, int width, int height, MemorySegment rgba);

    /// `CFRelease`.
    void release(MemorySegment object);
}
