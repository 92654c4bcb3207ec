package dev.tuwen.app.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Whether what is dropped on the window is a model and no picture, by a look at names. Stateless.
public final class ModelsDrop {
    private ModelsDrop() {}

    /// Whether exactly one model is dropped.
    public static boolean isModel(List<Path> paths) {
        return paths.size() == 1 && isModel(paths.getFirst());
    }

    private static boolean isModel(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return isGguf(path)
                || name.endsWith(".tuwen")
                || name.endsWith(".tuwen.zip")
                || Files.isRegularFile(path.resolve("config.json"));
    }

    static boolean isGguf(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".gguf");
    }
}
