package dev.tuwen.vision;

/// Told how far the encoding of a source image is; called on the encoding thread.
@FunctionalInterface
public interface EncodingProgress {

    /// Nobody wants to know.
    EncodingProgress SILENT = (done, total) -> {};

    /// So many of the image's pictures are encoded; called with 0 first.
    ///
    /// @param done finished pictures
    /// @param total all pictures of the image
    void encoded(int done, int total);
}
