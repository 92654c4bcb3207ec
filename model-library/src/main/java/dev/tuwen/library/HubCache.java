package dev.tuwen.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
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

    /// The snapshot that a repository's folder stands for: the one its main branch leads to, else the newest; empty for
    /// any other folder.
    static Optional<Path> snapshotOf(Path folder) {
        Path snapshots = folder.resolve(SNAPSHOTS);
        if (!String.valueOf(folder.toAbsolutePath().normalize().getFileName()).startsWith(PREFIX)
                || !Files.isDirectory(snapshots)) {
            return Optional.empty();
        }
        try (Stream<Path> commits = Files.list(snapshots)) {
            Path branch = folder.resolve("refs").resolve("main");
            String commit =
                    Files.isRegularFile(branch) ? Files.readString(branch).strip() : "";
            List<Path> all = commits.filter(Files::isDirectory).toList();
            return all.stream()
                    .filter(snapshot -> String.valueOf(snapshot.getFileName()).equals(commit))
                    .findFirst()
                    .or(() -> all.stream()
                            .max(Comparator.comparing(HubCache::changed).thenComparing(Path::toString)));
        } catch (IOException | UncheckedIOException unreadable) {
            return Optional.empty();
        }
    }

    private static FileTime changed(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
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
