package dev.tuwen.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The cache of Hugging Face's own programs: `models--owner--name/snapshots/COMMIT/FILE` are links into
/// `models--owner--name/blobs`, which snapshots share. Stateless.
final class HubCache {
    private static final String PREFIX = "models--";
    private static final String SNAPSHOTS = "snapshots";
    private static final int DEPTH = 4;

    private HubCache() {}

    /// What people call the model of a snapshot, whose folder is named after a commit.
    ///
    /// @param folder absolute
    static Optional<String> nameOf(Path folder) {
        Path repository = repository(folder);
        if (repository == null || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        String full = String.valueOf(repository.getFileName());
        String name = full.substring(full.lastIndexOf("--") + 2);
        return full.startsWith(PREFIX) && !name.isEmpty() ? Optional.of(name) : Optional.empty();
    }

    /// Whether contents are in the cache for the sake of one snapshot alone.
    ///
    /// @param snapshot folder with the links
    /// @param contents what one of them leads to
    static boolean isOnlyOf(Path snapshot, Path contents) throws IOException {
        Path folder = snapshot.toRealPath();
        Path repository = repository(folder);
        if (repository == null) {
            return false;
        }
        Path blobs = repository.resolve("blobs");
        if (!Files.isDirectory(blobs) || !contents.startsWith(blobs.toRealPath())) {
            return false;
        }
        try (Stream<Path> links = Files.walk(repository.resolve(SNAPSHOTS), DEPTH)) {
            return links.filter(link -> !link.startsWith(folder)).noneMatch(link -> leadsTo(link, contents));
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static boolean leadsTo(Path link, Path contents) {
        try {
            return Files.isSymbolicLink(link) && link.toRealPath().equals(contents);
        } catch (IOException leadsNowhere) {
            return false;
        }
    }

    /// The folder of the repository a snapshot is of, or null when it is none.
    private static @Nullable Path repository(Path folder) {
        Path snapshots = folder.getParent();
        return snapshots != null && snapshots.endsWith(SNAPSHOTS) ? snapshots.getParent() : null;
    }
}
