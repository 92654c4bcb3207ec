package dev.tuwen.library;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which files of a model come from where. Made by [DownloadPlanner]; immutable.
///
/// @param entry the model
/// @param source where they come from
/// @param repository of the model there
/// @param state of the repository
/// @param files the files
public record DownloadPlan(
        CatalogEntry entry, Source source, String repository, String state, List<PlannedFile> files) {
    /// A file that will be downloaded.
    ///
    /// @param path its name in the model's folder
    /// @param bytes its size
    /// @param digest what it must hash to, or null when nobody says
    /// @param blocks digests of its blocks, or null
    /// @param address where it is
    public record PlannedFile(
            String path, long bytes, @Nullable FileDigest digest, CatalogFile.@Nullable Blocks blocks, URI address) {}

    /// Copies the list.
    public DownloadPlan {
        files = List.copyOf(files);
    }

    /// Size of all files.
    public long totalBytes() {
        return wanted().totalBytes();
    }

    /// Its files alone.
    WantedFiles wanted() {
        return new WantedFiles(entry.title(), source, files);
    }

    /// How many files only the source itself vouches for.
    public long vouchedBySource() {
        return files.stream()
                .filter(file -> file.digest() != null && file.digest().origin() == FileDigest.Origin.SOURCE)
                .count();
    }
}
