package dev.tuwen.app.models;

import dev.tuwen.library.ModelImport;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Whether what is dropped on the window is a model and no picture, by a look at names. Stateless.
public final class ModelsDrop {
    private ModelsDrop() {}

    /// The model among what is dropped: the only thing, or the decoder among GGUF files of one folder, beside which the
    /// others are found.
    public static Optional<Path> model(List<Path> paths) {
        if (paths.size() == 1) {
            return paths.stream().filter(ModelsDrop::isModel).findFirst();
        }
        boolean together = paths.stream().allMatch(ModelsDrop::isGguf)
                && paths.stream()
                                .map(Path::toAbsolutePath)
                                .map(Path::getParent)
                                .distinct()
                                .count()
                        == 1;
        return together
                ? paths.stream()
                        .filter(path -> !lower(path).contains("mmproj"))
                        .sorted()
                        .findFirst()
                : Optional.empty();
    }

    private static boolean isModel(Path path) {
        return isGguf(path)
                || ModelImport.isNamedAsKit(path)
                || Files.isRegularFile(path.resolve("config.json"))
                || holdsGguf(path);
    }

    private static boolean holdsGguf(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.gguf")) {
            return files.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException unreadable) {
            return false;
        }
    }

    private static String lower(Path path) {
        return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    }

    static boolean isGguf(Path path) {
        return lower(path).endsWith(".gguf");
    }
}
