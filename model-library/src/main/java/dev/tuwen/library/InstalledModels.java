package dev.tuwen.library;

import dev.tuwen.library.LibraryException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is installed, and what can be done with it: check, remove, choose as the default. Any thread; blocks.
public final class InstalledModels {
    private final ModelLibrary library;

    /// @param library where models live
    public InstalledModels(ModelLibrary library) {
        this.library = library;
    }

    /// A model on the disk.
    ///
    /// @param name of it
    /// @param path its folder, or its file
    /// @param bytes size of its files
    /// @param external whether it stays where the person has it
    /// @param missing files it lacks
    /// @param manifest where it came from, if that was noted
    /// @param byDefault whether it is opened when no model is named
    public record Item(
            String name,
            Path path,
            long bytes,
            boolean external,
            List<String> missing,
            Optional<ModelManifest> manifest,
            boolean byDefault) {
        /// What people call it.
        public String title() {
            return manifest.map(ModelManifest::title)
                    .filter(title -> !title.isBlank())
                    .orElse(name);
        }

        /// Whether it can be opened.
        public boolean complete() {
            return missing.isEmpty();
        }
    }

    /// All models on the disk, complete or not, by name.
    public List<Item> list() {
        LibrarySettings settings = LibrarySettings.read(library.home());
        var items = new ArrayList<Item>();
        library.folders().forEach((name, path) -> items.add(item(settings, name, path)));
        return List.copyOf(items);
    }

    private Item item(LibrarySettings settings, String name, Path path) {
        boolean external = path.equals(settings.value(LibrarySettings.EXTERNAL).get(name));
        Optional<ModelManifest> manifest =
                external ? FileNotes.ofExternal(library, name, path) : ModelManifest.read(path);
        var missing = new ArrayList<>(library.missing(path));
        // Of files that are the person's own only those count that opening needs.
        manifest.filter(_ -> !external)
                .ifPresent(said -> said.files().stream()
                        .map(ModelManifest.Item::path)
                        .filter(file -> !missing.contains(file) && !Files.exists(SafeNames.below(path, file)))
                        .forEach(missing::add));
        return new Item(
                name,
                path,
                external ? externalBytes(path) : FileTrees.bytes(path),
                external,
                List.copyOf(missing),
                manifest,
                name.equals(settings.value(LibrarySettings.DEFAULT_MODEL)));
    }

    /// Size of the files of a model that stays elsewhere; 0 when they are gone.
    private static long externalBytes(Path path) {
        try {
            return ModelFiles.of(path).bytes();
        } catch (LibraryException gone) {
            return 0;
        }
    }

    /// A model by name.
    ///
    /// @throws LibraryException if there is none
    public Item find(String name) {
        Path path = library.folders().get(name);
        if (path == null) {
            String shown = SafeNames.shown(name);
            throw new LibraryException(
                    Kind.NOT_INSTALLED,
                    "model '" + shown + "' is not installed; 'tuwen models' lists those that are",
                    null,
                    shown);
        }
        return item(LibrarySettings.read(library.home()), name, path);
    }

    /// How a file compares with its digest.
    public enum State {
        /// It is what it should be.
        RIGHT,
        /// It is not.
        WRONG,
        /// It is not there.
        MISSING,
        /// Nobody knew its digest, so that it could not be compared; from now on this one counts.
        RECORDED
    }

    /// A file that was checked.
    ///
    /// @param path its name
    /// @param state how it compares
    /// @param digest what it should hash to, or null when nobody knew
    public record Checked(
            String path, State state, @Nullable FileDigest digest) {}

    /// Reads a model's files and compares them with what they should hash to: what was noted when they were installed,
    /// else what the catalogue knows.
    ///
    /// @param name of the model
    /// @param listener hears how far it is
    /// @throws java.util.concurrent.CancellationException if the listener said so
    public List<Checked> verify(String name, WorkListener listener) {
        Item item = find(name);
        Path base = Files.isDirectory(item.path())
                ? item.path()
                : ModelFiles.of(item.path()).base();
        Map<String, FileDigest> known = new HashMap<>();
        var names = new ArrayList<String>();
        item.manifest()
                .ifPresent(manifest -> manifest.files().forEach(file -> {
                    names.add(file.path());
                    if (file.digest() != null) {
                        known.put(file.path(), file.digest());
                    }
                }));
        Map<String, FileDigest> catalog = Catalog.read(library.home()).knownDigests();
        for (Path file : ModelFiles.of(item.path()).files()) {
            String path = String.valueOf(file.getFileName());
            if (!names.contains(path)) {
                names.add(path);
            }
            FileDigest digest = catalog.get(path + "\0" + size(file));
            if (digest != null) {
                known.putIfAbsent(path, digest);
            }
        }
        var work = new Work(listener, item.bytes());
        var checked = new ArrayList<Checked>();
        var recorded = new ArrayList<ModelManifest.Item>();
        for (String path : names) {
            Path file = SafeNames.below(base, path);
            work.enter(path);
            FileDigest digest = known.get(path);
            if (!Files.isRegularFile(file)) {
                checked.add(new Checked(path, State.MISSING, digest));
                recorded.add(new ModelManifest.Item(path, -1, digest));
                continue;
            }
            try {
                FileDigest.Kind kind = digest == null ? FileDigest.Kind.SHA_256 : digest.kind();
                String hex = FileDigest.of(kind, file, work::done);
                State state = digest == null ? State.RECORDED : digest.hex().equals(hex) ? State.RIGHT : State.WRONG;
                FileDigest kept = digest == null ? FileDigest.sha256(hex, FileDigest.Origin.RECORDED) : digest;
                checked.add(new Checked(path, state, digest));
                recorded.add(new ModelManifest.Item(path, Files.size(file), kept));
            } catch (IOException e) {
                throw PartialFile.diskFailure(file, e);
            }
        }
        if (checked.stream().anyMatch(file -> file.state() == State.RECORDED)) {
            FileNotes.with(item.manifest(), name, item.path(), recorded)
                    .write(item.external() ? FileNotes.place(library, name) : item.path());
        }
        return List.copyOf(checked);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return -1;
        }
    }

    /// Takes a model out of the library: its files are deleted, unless they are the person's own elsewhere.
    ///
    /// @throws LibraryException if there is none, or files cannot be deleted
    public void remove(String name) {
        Item item = find(name);
        if (item.external()) {
            LibrarySettings.change(library.home(), before -> {
                var others = new HashMap<>(before.value(LibrarySettings.EXTERNAL));
                others.remove(name);
                return before.with(LibrarySettings.EXTERNAL, others);
            });
            FileTrees.deleteQuietly(FileNotes.place(library, name));
        } else {
            // First out of sight in one step, so that nothing half deleted is taken for a model.
            Path doomed = item.path().resolveSibling(".removing-" + name);
            FileTrees.delete(doomed);
            try {
                FileTrees.rename(item.path(), doomed);
            } catch (IOException e) {
                throw PartialFile.diskFailure(item.path(), e);
            }
            FileTrees.delete(doomed);
        }
        if (item.byDefault()) {
            LibrarySettings.change(library.home(), before -> before.with(LibrarySettings.DEFAULT_MODEL, ""));
        }
    }

    /// Chooses what is opened when no model is named.
    ///
    /// @param name of a model, or `demo` for the one that comes with the application
    /// @throws LibraryException if there is none
    public void makeDefault(String name) {
        if (!name.equals(ModelLibrary.DEMO)) {
            find(name);
        }
        LibrarySettings.change(
                library.home(),
                before -> before.with(LibrarySettings.DEFAULT_MODEL, name.equals(ModelLibrary.DEMO) ? "" : name));
    }

    /// A name that is free, made of a wanted one.
    static String freeName(ModelLibrary library, String wanted) {
        String plain = wanted.replaceAll("[^\\p{L}\\p{N}._-]+", "-").replaceFirst("^[.-]+", "");
        plain = plain.length() > 80 ? plain.substring(0, 80) : plain;
        plain = plain.replaceFirst("[. ]+$", "");
        if (!SafeNames.isSafeSegment(plain) || plain.equals(ModelLibrary.DEMO)) {
            plain = "model";
        }
        String name = plain;
        for (int i = 2;
                library.folders().containsKey(name)
                        || Files.exists(library.models().resolve(name));
                i++) {
            name = plain + "-" + i;
        }
        return name;
    }
}
