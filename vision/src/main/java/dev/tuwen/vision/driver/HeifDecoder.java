package dev.tuwen.vision.driver;

/// Decodes HEIC and AVIF pictures. Any thread.
public interface HeifDecoder {
    /// The picture of a file as a person sees it: upright, 8 bits a sample.
    ///
    /// @param file the whole file, taken for hostile
    /// @param check asked about the size before anything is decoded; throws if it is too much
    /// @throws HeifException if there is no picture to be had
    Pixels decode(byte[] file, SizeCheck check);

    /// A decoded picture.
    ///
    /// @param width pixels in a row
    /// @param height rows
    /// @param rgba `[height, width, 4]`: red, green, blue, alpha that they are not multiplied with; the caller's own
    record Pixels(int width, int height, byte[] rgba) {}

    /// Says whether a picture of some size may be decoded.
    @FunctionalInterface
    interface SizeCheck {
        /// Throws if it may not.
        void check(int width, int height);
    }
}
