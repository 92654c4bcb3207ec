package dev.tuwen.assistant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Where models live: `models/<name>` in the home folder of the application. Immutable; any thread.
public final class ModelLibrary {
    /// Name of the model that comes with the application.
    public static final String DEMO = "demo";

    private final Path home;

    /// @param home the home folder; need not be there yet
    public ModelLibrary(Path home) {
        this.home = home.toAbsolutePath().normalize();
    }

    /// The library in the home folder of this user: `TUWEN_HOME`, else the system's usual place.
    public static ModelLibrary ofUser() {
        return new ModelLibrary(HomeFolder.ofUser());
    }

    /// The home folder.
    public Path home() {
        return home;
    }

    /// Where installed models are.
    public Path models() {
        return home.resolve("models");
    }

    /// A model in the library.
    ///
    /// @param name its folder's name
    /// @param path its folder
    /// @param bytes size of its files
    public record Installed(String name, Path path, long bytes) {}

    /// Complete models in the library, by name. None when the library cannot be read.
    public List<Installed> installed() {
        if (!Files.isDirectory(models())) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(models())) {
            return folders.filter(folder -> Files.isDirectory(folder)
                            && ModelFolder.missing(folder).isEmpty())
                    .map(folder ->
                            new Installed(String.valueOf(folder.getFileName()), folder, ModelFolder.byteSize(folder)))
                    .sorted(Comparator.comparing(Installed::name))
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }

    /// Finds a model: `demo`, the name of an installed one, or a path.
    ///
    /// @throws ModelNotFoundException if there is none
    /// @throws ModelUnusableException if a file of it is missing
    public ModelSpec resolve(String wanted) {
        ModelSpec found = find(wanted);
        if (found instanceof ModelSpec.Folder(Path path) && Files.isDirectory(path)) {
            checkComplete(path);
        }
        return found;
    }

    /// Finds a model without a look at what its folder holds.
    ModelSpec find(String wanted) {
        if (wanted.equals(DEMO)) {
            return new ModelSpec.Demo();
        }
        Path path = path(wanted);
        if (isName(wanted)) {
            Path installed = models().resolve(wanted);
            if (Files.isDirectory(installed)) {
                return new ModelSpec.Folder(installed);
            }
        }
        if (Files.isDirectory(path) || Files.isRegularFile(path)) {
            return new ModelSpec.Folder(path);
        }
        throw new ModelNotFoundException(
                wanted,
                "no model '" + shown(wanted) + "': neither a folder or file of this name nor a model in '" + models()
                        + "'");
    }

    /// Where a model's files are. The demo model is unpacked now, if it was not before.
    public Path locate(ModelSpec model) {
        return switch (model) {
            case ModelSpec.Demo() -> {
                DemoFolder folder = DemoFolder.unpack(home);
                folder.discardOnExit();
                yield folder.path();
            }
            case ModelSpec.Folder(Path path) -> path;
        };
    }

    private static Path path(String wanted) {
        if (wanted.isBlank()) {
            throw new ModelNotFoundException(wanted, "the name of the model is empty");
        }
        try {
            return Path.of(wanted);
        } catch (InvalidPathException e) {
            throw new ModelNotFoundException(wanted, "'" + shown(wanted) + "' cannot be the name of a model");
        }
    }

    /// Whether it names one folder inside the library and nothing outside of it.
    private static boolean isName(String wanted) {
        return !wanted.equals(".")
                && !wanted.equals("..")
                && wanted.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c));
    }

    private static void checkComplete(Path folder) {
        List<String> missing = ModelFolder.missing(folder);
        if (!missing.isEmpty()) {
            throw new ModelUnusableException(
                    "model folder '" + shown(folder.toString()) + "' is incomplete: '" + missing.getFirst()
                            + "' is missing" + (missing.size() > 1 ? ", and " + (missing.size() - 1) + " more" : ""),
                    null);
        }
    }

    /// A name out of somebody else's hands, fit for a message.
    private static String shown(String name) {
        var text = new StringBuilder();
        name.codePoints()
                .limit(200)
                .forEach(c -> text.appendCodePoint(Character.isISOControl(c) || (c > 0xd7ff && c < 0xe000) ? '?' : c));
        return text.toString();
    }
}
