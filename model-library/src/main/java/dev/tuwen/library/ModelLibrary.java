package dev.tuwen.library;

import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.model.ModelNotFoundException;
import dev.tuwen.model.ModelUnusableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Where models live: `models/<name>` in the home folder of the application, or in the folder they were moved to.
/// Immutable; any thread.
public final class ModelLibrary {
    /// Name of the model that comes with the application.
    public static final String DEMO = "demo";

    private static final System.Logger LOG = System.getLogger(ModelLibrary.class.getName());

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

    /// Where installed models are: `models` in the home folder, or where the person moved them.
    public Path models() {
        return LibrarySettings.read(home).value(LibrarySettings.MODELS).orElseGet(() -> home.resolve("models"));
    }

    /// What to open when no model is named: what the person chose, else the demo model. A chosen model that is gone is
    /// still named, so that somebody says so.
    public String defaultModel() {
        String chosen = LibrarySettings.read(home).value(LibrarySettings.DEFAULT_MODEL);
        return chosen.isEmpty() ? DEMO : chosen;
    }

    /// A model in the library.
    ///
    /// @param name its folder's name
    /// @param path its folder
    /// @param bytes size of its files
    public record Installed(String name, Path path, long bytes) {}

    /// Complete models in the library, and those that stay elsewhere, by name. None when the library cannot be read.
    public List<Installed> installed() {
        var found = new ArrayList<Installed>();
        folders().forEach((name, path) -> {
            if (missing(path).isEmpty()) {
                found.add(new Installed(name, path, ModelFolder.byteSize(path)));
            }
        });
        return List.copyOf(found);
    }

    /// Models in the library and those that stay elsewhere, complete or not, by name.
    public SortedMap<String, Path> folders() {
        var found = new TreeMap<String, Path>();
        LibrarySettings.read(home).value(LibrarySettings.EXTERNAL).forEach((name, path) -> {
            if (Files.exists(path)) {
                found.put(name, path);
            }
        });
        Path models = models();
        if (Files.isDirectory(models)) {
            try (Stream<Path> folders = Files.list(models)) {
                folders.filter(Files::isDirectory)
                        .filter(folder -> !String.valueOf(folder.getFileName()).startsWith("."))
                        .forEach(folder -> found.put(String.valueOf(folder.getFileName()), folder));
            } catch (IOException | UncheckedIOException unreadable) {
                LOG.log(System.Logger.Level.DEBUG, "the models in '" + models + "' cannot be listed", unreadable);
            }
        }
        return found;
    }

    /// Files that should be in a model's folder, or beside its file, and are not; empty for a complete one.
    public List<String> missing(Path folderOrFile) {
        return Files.isDirectory(folderOrFile)
                ? ModelFolder.missing(folderOrFile)
                : ModelFolder.missingBeside(folderOrFile);
    }

    /// Finds a model: `demo`, the name of an installed one, or a path.
    ///
    /// @throws ModelNotFoundException if there is none
    /// @throws ModelUnusableException if a file of it is missing
    /// @throws dev.tuwen.weights.UnsupportedModelException if its folder holds a model of no known family
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
            Path external =
                    LibrarySettings.read(home).value(LibrarySettings.EXTERNAL).get(wanted);
            if (external != null && Files.exists(external)) {
                return new ModelSpec.Folder(external);
            }
        }
        if (Files.isDirectory(path) || Files.isRegularFile(path)) {
            return new ModelSpec.Folder(HubCache.snapshotOf(path).orElse(path));
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
        KnownFamilies.ALL.refuseStrangers(folder);
        List<String> missing = ModelFolder.missing(folder);
        if (!missing.isEmpty()) {
            ModelFolder.somethingElse(folder, missing).ifPresent(other -> {
                throw new ModelUnusableException("'" + shown(folder.toString()) + "' holds " + other, null);
            });
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
