package dev.tuwen.library;

/// Hears how far a download is, a few times a second, on the thread that downloads.
@FunctionalInterface
public interface DownloadListener {
    /// So far.
    void progress(DownloadProgress progress);
}
