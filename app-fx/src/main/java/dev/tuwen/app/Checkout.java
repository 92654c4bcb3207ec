package dev.tuwen.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A folder with the sources of Tuwen and what was built from them.
final class Checkout {
    private final Path root;

    Checkout(Path root) {
        this.root = root;
    }

    /// Whether a source is newer than the last build, or there is none. A file that was deleted makes its folder newer.
    boolean isStale() throws IOException {
        Path built = root.resolve("app-fx", "target", "quick", "built");
        if (!Files.exists(built)) {
            return true;
        }
        FileTime time = Files.getLastModifiedTime(built);
        for (Path source : sources()) {
            try (Stream<Path> newer = Files.find(
                    source,
                    Integer.MAX_VALUE,
                    (_, file) -> file.lastModifiedTime().compareTo(time) > 0)) {
                if (newer.findAny().isPresent()) {
                    return true;
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return false;
    }

    private List<Path> sources() throws IOException {
        var sources = new ArrayList<Path>();
        sources.add(root.resolve("pom.xml"));
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path module : modules) {
                sources.add(module.resolve("pom.xml"));
                sources.add(module.resolve("src", "main"));
            }
        }
        sources.removeIf(Files::notExists);
        return sources;
    }
}
