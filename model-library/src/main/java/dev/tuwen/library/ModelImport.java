package dev.tuwen.library;

import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.library.LibraryException.Kind;
import dev.tuwen.weights.files.TensorFormat;
import dev.tuwen.weights.gguf.GgufModel;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/// Takes models into the library that are on the disk already: folders as published, GGUF files, offline kits. Any
/// thread; blocks.
public final class ModelImport {
    private final ModelLibrary library;

    /// @param library where models live
    public ModelImport(ModelLibrary library) {
        this.library = library;
    }

    /// What becomes of the files.
    public enum Mode {
        /// They stay where they are; the library remembers the place.
        IN_PLACE,
        /// They are copied into the library.
        COPY,
        /// They are moved into the library.
        MOVE
    }

    /// Something that can be taken into the library.
    ///
    /// @param path where it is
    /// @param name it would get
    /// @param bytes size of its files
    /// @param kit whether it is an offline kit
    /// @param missing files it lacks
    /// @param lacksMmproj whether it reads pictures and cannot be opened, because the vision encoder is not beside it
    public record Candidate(
            Path path, String name, long bytes, boolean kit, List<String> missing, boolean lacksMmproj) {}

    /// Looks at a path.
    ///
    /// @throws LibraryException if it is no model
    public Candidate look(Path path) {
        String fileName = String.valueOf(path.toAbsolutePath().normalize().getFileName());
        if (isKit(path)) {
            KitReader kit = KitReader.open(path);
            return new Candidate(path, kit.name(), kit.bytes(), true, List.of(), false);
        }
        checkNew(path.toAbsolutePath().normalize());
        ModelFiles files = ModelFiles.of(path);
        String stem = files.single() ? fileName.substring(0, fileName.length() - ".gguf".length()) : fileName;
        List<String> missing = library.missing(path);
        if (!missing.isEmpty()) {
            KnownFamilies.ALL.refuseStrangers(path);
        }
        boolean nothing = files.files().stream().noneMatch(ModelImport::holdsWeights);
        if (nothing) {
            String shown = SafeNames.shown(fileName);
            throw new LibraryException(
                    Kind.NOT_A_MODEL, "'" + shown + "' holds no weights of a model", null, shown, "");
        }
        return new Candidate(
                path,
                InstalledModels.freeName(library, stem.replaceFirst("-\\d{5}-of-\\d{5}$", "")),
                files.bytes(),
                false,
                missing,
                GgufModel.isModel(path) && GgufModel.lacksMmproj(path));
    }

    private void checkNew(Path path) {
        library.folders().forEach((name, known) -> {
            if (path.startsWith(known.toAbsolutePath().normalize())) {
                throw new LibraryException(
                        Kind.ALREADY_INSTALLED, "'" + path + "' is installed already, as '" + name + "'", null, name);
            }
        });
    }

    /// Whether a path is an offline kit, by its name.
    public static boolean isKit(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(path) && (name.endsWith(".tuwen") || name.endsWith(".zip"));
    }

    private static boolean holdsWeights(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".gguf")
                || Arrays.stream(TensorFormat.values()).anyMatch(format -> name.endsWith(format.ending()));
    }

    /// Takes it into the library.
    ///
    /// @param candidate what was looked at
    /// @param mode what becomes of the files; a kit is always copied
    /// @param listener hears how far it is
    /// @return name of the model in the library
    /// @throws LibraryException if it cannot be; nothing is left behind
    /// @throws java.util.concurrent.CancellationException if the listener said so; nothing is left behind
    public String take(Candidate candidate, Mode mode, WorkListener listener) {
        if (candidate.kit()) {
            return KitReader.open(candidate.path()).install(library, listener);
        }
        if (!candidate.missing().isEmpty()) {
            throw new LibraryException(
                    Kind.NOT_A_MODEL,
                    "'" + candidate.name() + "' is incomplete: '"
                            + candidate.missing().getFirst() + "' is missing",
                    null,
                    candidate.name(),
                    candidate.missing().getFirst());
        }
        String name = InstalledModels.freeName(library, candidate.name());
        if (mode == Mode.IN_PLACE) {
            Path path = candidate.path().toAbsolutePath().normalize();
            note(name, path, listener);
            LibrarySettings.change(library.home(), before -> {
                var more = new HashMap<>(before.value(LibrarySettings.EXTERNAL));
                more.put(name, path);
                return before.with(LibrarySettings.EXTERNAL, more);
            });
            return name;
        }
        ModelFiles files = ModelFiles.of(candidate.path());
        Path models = library.models();
        Path staging = models.resolve(".importing-" + name);
        var moved = new ArrayList<Path>();
        try {
            Files.createDirectories(models);
            FileTrees.delete(staging);
            Files.createDirectory(staging);
            boolean renamed = mode == Mode.MOVE && sameDisk(files.base(), staging);
            if (!renamed) {
                FileTrees.checkRoom(staging, files.bytes());
            }
            var work = new Work(listener, 2 * files.bytes());
            ModelManifest note = FileNotes.taken(library, name, candidate.path(), files, work);
            for (Path file : files.files()) {
                Path to = staging.resolve(String.valueOf(file.getFileName()));
                work.enter(String.valueOf(file.getFileName()));
                if (renamed && rename(file, to)) {
                    moved.add(file);
                    work.done(Files.size(to));
                } else {
                    work.copy(file, to);
                }
            }
            note.write(staging);
            FileTrees.rename(staging, models.resolve(name));
            if (mode == Mode.MOVE) {
                files.files().stream().filter(file -> !moved.contains(file)).forEach(FileTrees::deleteQuietly);
                removeIfEmpty(files);
            }
            return name;
        } catch (IOException e) {
            giveBack(moved, staging);
            throw PartialFile.diskFailure(staging, e);
        } catch (RuntimeException e) {
            giveBack(moved, staging);
            throw e;
        }
    }

    /// Notes what the files of a model hash to that stays where it is.
    private void note(String name, Path path, WorkListener listener) {
        try {
            ModelFiles files = ModelFiles.of(path);
            FileNotes.taken(library, name, path, files, new Work(listener, files.bytes()))
                    .write(FileNotes.place(library, name));
        } catch (IOException e) {
            throw PartialFile.diskFailure(path, e);
        }
    }

    private static boolean sameDisk(Path one, Path other) throws IOException {
        return Files.getFileStore(one).equals(Files.getFileStore(other));
    }

    private static boolean rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (AtomicMoveNotSupportedException otherDisk) {
            return false;
        }
    }

    private static void giveBack(List<Path> moved, Path staging) {
        for (Path file : moved) {
            try {
                Files.move(staging.resolve(String.valueOf(file.getFileName())), file);
            } catch (IOException e) {
                System.getLogger(ModelImport.class.getName())
                        .log(System.Logger.Level.WARNING, "'" + file + "' stays in '" + staging + "'", e);
                return;
            }
        }
        FileTrees.deleteQuietly(staging);
    }

    private static void removeIfEmpty(ModelFiles files) throws IOException {
        if (files.single()) {
            return;
        }
        try (var left = Files.list(files.base())) {
            if (left.findAny().isPresent()) {
                return;
            }
        }
        Files.deleteIfExists(files.base());
    }
}
