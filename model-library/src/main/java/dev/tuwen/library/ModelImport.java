package dev.tuwen.library;

import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.library.LibraryException.Kind;
import dev.tuwen.model.ModelParts;
import dev.tuwen.weights.files.TensorFormat;
import dev.tuwen.weights.gguf.GgufModel;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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
    /// @param lacksMmproj whether it reads text only because the vision encoder is not beside it
    public record Candidate(
            Path path, String name, long bytes, boolean kit, List<String> missing, boolean lacksMmproj) {}

    /// Looks at a path, and into the heads of a complete model's files.
    ///
    /// @throws LibraryException if it is no model
    /// @throws dev.tuwen.weights.ModelFormatException if it is one that cannot be opened
    public Candidate look(Path given) {
        Path path = HubCache.snapshotOf(given).orElse(given);
        Path absolute = path.toAbsolutePath().normalize();
        String fileName = HubCache.nameOf(absolute).orElse(String.valueOf(absolute.getFileName()));
        if (isKit(path)) {
            KitReader kit = KitReader.open(path);
            return new Candidate(path, kit.name(), kit.bytes(), true, List.of(), false);
        }
        checkNew(absolute);
        ModelFiles files = ModelFiles.of(path);
        String stem = files.single() ? fileName.substring(0, fileName.length() - ".gguf".length()) : fileName;
        List<String> missing = library.missing(path);
        KnownFamilies.ALL.refuseStrangers(path);
        String shown = SafeNames.shown(fileName);
        ModelFolder.somethingElse(absolute, missing).ifPresent(other -> {
            throw new LibraryException(Kind.NOT_A_MODEL, "'" + shown + "' holds " + other, null, shown, "");
        });
        boolean nothing = files.files().stream().noneMatch(ModelImport::holdsWeights);
        if (nothing) {
            throw new LibraryException(
                    Kind.NOT_A_MODEL, "'" + shown + "' holds no weights of a model", null, shown, "");
        }
        boolean lacksMmproj = GgufModel.isModel(path) && GgufModel.lacksMmproj(path);
        if (missing.isEmpty() && !lacksMmproj) {
            ModelParts.open(path, shown).close();
        }
        return new Candidate(
                path,
                InstalledModels.freeName(library, stem.replaceFirst("-\\d{5}-of-\\d{5}$", "")),
                files.bytes(),
                false,
                missing,
                lacksMmproj);
    }

    private void checkNew(Path path) {
        library.folders().forEach((name, known) -> {
            if (path.startsWith(known.toAbsolutePath().normalize())) {
                throw new LibraryException(
                        Kind.ALREADY_INSTALLED, "'" + path + "' is installed already, as '" + name + "'", null, name);
            }
        });
    }

    /// Whether a path is an offline kit, by its name; any ZIP file may be one.
    public static boolean isKit(Path path) {
        return Files.isRegularFile(path) && (isNamedAsKit(path) || lower(path).endsWith(".zip"));
    }

    /// Whether a file is called as kits are, or were by earlier versions.
    public static boolean isNamedAsKit(Path path) {
        return Stream.of(KitWriter.ENDING, ".tuwen.zip", ".tuwen").anyMatch(lower(path)::endsWith);
    }

    private static String lower(Path path) {
        return path.toString().toLowerCase(Locale.ROOT);
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
        Path staging = library.models().resolve(".importing-" + name);
        return StagingLock.holding(staging, name, () -> bring(candidate.path(), name, staging, mode, listener));
    }

    private String bring(Path path, String name, Path staging, Mode mode, WorkListener listener) {
        ModelFiles files = ModelFiles.of(path);
        var moved = new LinkedHashMap<Path, Path>();
        try {
            FileTrees.delete(staging);
            Files.createDirectory(staging);
            Map<Path, Path> contents = contents(files);
            Set<Path> movable = mode == Mode.MOVE ? movable(files, contents, staging) : Set.of();
            FileTrees.checkRoom(staging, bytesBeside(movable, contents));
            var work = new Work(listener, 2 * files.bytes());
            ModelManifest note = FileNotes.taken(library, name, path, files, work);
            for (Path file : files.files()) {
                Path to = staging.resolve(String.valueOf(file.getFileName()));
                Path from = contents.getOrDefault(file, file);
                work.enter(String.valueOf(file.getFileName()));
                if (movable.contains(from) && !moved.containsKey(from) && rename(from, to)) {
                    moved.put(from, to);
                    work.done(Files.size(to));
                } else {
                    work.copy(moved.getOrDefault(from, from), to);
                }
            }
            note.write(staging);
            FileTrees.rename(staging, staging.resolveSibling(name));
            if (mode == Mode.MOVE) {
                files.files().forEach(FileTrees::deleteQuietly);
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

    /// Where the contents of each file are: behind the links that a cache of Hugging Face consists of.
    private static Map<Path, Path> contents(ModelFiles files) throws IOException {
        var contents = new LinkedHashMap<Path, Path>();
        for (Path file : files.files()) {
            contents.put(file, Files.isSymbolicLink(file) ? file.toRealPath() : file);
        }
        return contents;
    }

    /// Contents that can be given another name: those in the folder itself, and those of a snapshot that no other
    /// snapshot needs. What a link leads to elsewhere stays there and is copied.
    private static Set<Path> movable(ModelFiles files, Map<Path, Path> contents, Path staging) throws IOException {
        var movable = new HashSet<Path>();
        for (Map.Entry<Path, Path> each : contents.entrySet()) {
            boolean own = each.getKey().equals(each.getValue()) || HubCache.isOnlyOf(files.base(), each.getValue());
            if (own && Files.getFileStore(each.getValue()).equals(Files.getFileStore(staging))) {
                movable.add(each.getValue());
            }
        }
        return movable;
    }

    private static long bytesBeside(Set<Path> movable, Map<Path, Path> contents) throws IOException {
        long bytes = 0;
        for (Path file : contents.values()) {
            bytes += movable.contains(file) ? 0 : Files.size(file);
        }
        return bytes;
    }

    private static boolean rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (AtomicMoveNotSupportedException otherDisk) {
            return false;
        }
    }

    private static void giveBack(Map<Path, Path> moved, Path staging) {
        for (Map.Entry<Path, Path> each : moved.entrySet()) {
            try {
                Files.move(each.getValue(), each.getKey());
            } catch (IOException e) {
                System.getLogger(ModelImport.class.getName())
                        .log(System.Logger.Level.WARNING, "'" + each.getKey() + "' stays in '" + staging + "'", e);
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
