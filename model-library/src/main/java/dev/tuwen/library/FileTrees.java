package dev.tuwen.library;

import dev.tuwen.library.LibraryException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Folders as a whole. Stateless.
final class FileTrees {
    private FileTrees() {}

    /// Deletes a file or a folder and all in it; links are deleted, not followed.
    ///
    /// @throws LibraryException if something cannot be deleted
    static void delete(Path path) {
        try {
            deleteAll(path);
        } catch (UncheckedIOException e) {
            throw PartialFile.diskFailure(path, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw PartialFile.diskFailure(path, e);
        }
    }

    /// Deletes what can be deleted.
    static void deleteQuietly(Path path) {
        try {
            deleteAll(path);
        } catch (IOException | UncheckedIOException e) {
            System.getLogger(FileTrees.class.getName())
                    .log(System.Logger.Level.DEBUG, "cannot delete '" + path + "'", e);
        }
    }

    private static void deleteAll(Path path) throws IOException {
        if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    /// Regular files below a folder, or the file itself. Links are left out.
    static List<Path> files(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(each -> Files.isRegularFile(each, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// Size of all files below.
    static long bytes(Path path) {
        try {
            long bytes = 0;
            for (Path file : files(path)) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException gone) {
            return 0;
        }
    }

    /// Gives a folder another name on the same disk, in one step where the system can.
    static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to);
        }
    }

    /// Checks that there is room on the disk of a folder that exists.
    ///
    /// @throws LibraryException if there is not
    static void checkRoom(Path folder, long bytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < bytes) {
            throw new LibraryException(
                    Kind.DISK_FULL,
                    String.format(
                            Locale.ROOT,
                            "%.1f GB are needed on the disk with '%s', %.1f GB are free; make room or choose another"
                                    + " folder",
                            bytes / 1e9,
                            folder,
                            free / 1e9),
                    null,
                    String.valueOf(bytes),
                    String.valueOf(free),
                    folder.toString());
        }
    }
}
