package dev.tuwen.vision;

/// Told how far the encoding of a photo is; called on the encoding thread.
@FunctionalInterface
public interface EncodingProgress {

    /// Nobody wants to know.
    EncodingProgress SILENT = (done, total) -> {};

    /// So many of the photo's pictures are encoded; called with 0 first.
    ///
    /// @param done finished pictures
    /// @param total all pictures of the photo
    void encoded(int done, int total);
}
