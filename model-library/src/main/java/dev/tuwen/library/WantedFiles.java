package dev.tuwen.library;

import dev.tuwen.library.DownloadPlan.PlannedFile;
import java.util.List;

/// Files that one source hands out, for whatever they are. Immutable.
///
/// @param title of what they make up, for the list of connections
/// @param source where they come from
/// @param files the files
record WantedFiles(String title, Source source, List<PlannedFile> files) {
    WantedFiles {
        files = List.copyOf(files);
    }

    /// Size of all files.
    long totalBytes() {
        return files.stream().mapToLong(PlannedFile::bytes).sum();
    }
}
