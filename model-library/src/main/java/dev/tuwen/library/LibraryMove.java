package dev.tuwen.library;

import dev.tuwen.library.LibraryException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Moves the folder of the models. On the same disk folders get another name; to another disk everything is copied
/// first, then the library goes by the new folder, and only then the old one is cleared. Whatever fails before leaves
/// all as it was. Any thread; blocks.
public final class LibraryMove {
    private final ModelLibrary library;

    /// @param library where models live
    public LibraryMove(ModelLibrary library) {
        this.library = library;
    }

    /// Moves all models.
    ///
    /// @param target folder for the models; is made when it is not there
    /// @param listener hears how far it is
    /// @return what could not be deleted in the old folder, because somebody uses it
    /// @throws LibraryException if it cannot be done; then all is as it was
    /// @throws java.util.concurrent.CancellationException if the listener said so; then all is as it was
    public List<Path> move(Path target, WorkListener listener) {
        var held = new ArrayList<StagingLock>();
        try {
            return move(target, listener, held);
        } finally {
            held.forEach(StagingLock::close);
        }
    }

    /// @param held gets the rights to the hidden folders that are moved
    private List<Path> move(Path target, WorkListener listener, List<StagingLock> held) {
        Path from = library.models().toAbsolutePath().normalize();
        Path to = target.toAbsolutePath().normalize();
        if (to.equals(from)) {
            throw unusable(to, "the models are there already");
        }
        if (to.startsWith(from) || from.startsWith(to)) {
            throw unusable(to, "one folder is inside the other");
        }
        if (Files.exists(to) && !Files.isDirectory(to)) {
            throw unusable(to, "it is a file");
        }
        var made = new ArrayList<Path>();
        var renamed = new ArrayList<Path>();
        List<Path> moved;
        boolean fresh = !Files.exists(to);
        try {
            Files.createDirectories(to);
            moved = Files.isDirectory(from) ? models(from) : List.of();
            for (Path model : moved) {
                String name = String.valueOf(model.getFileName());
                if (name.startsWith(".")) {
                    held.add(StagingLock.take(model, name.replaceFirst("^\\.[a-z]+-", "")));
                }
            }
            boolean sameDisk = !moved.isEmpty() && Files.getFileStore(from).equals(Files.getFileStore(to));
            long bytes = moved.stream().mapToLong(FileTrees::bytes).sum();
            for (Path model : moved) {
                if (Files.exists(to.resolve(model.getFileName()))) {
                    throw unusable(to, "it holds '" + model.getFileName() + "' already");
                }
            }
            if (!sameDisk) {
                FileTrees.checkRoom(to, bytes);
            }
            var work = new Work(listener, bytes);
            for (Path model : moved) {
                Path copy = to.resolve(model.getFileName());
                if (sameDisk && rename(model, copy)) {
                    renamed.add(model);
                    work.enter(String.valueOf(model.getFileName()));
                    work.done(FileTrees.bytes(copy));
                    continue;
                }
                made.add(copy);
                Files.createDirectories(copy);
                for (Path file : FileTrees.files(model)) {
                    work.enter(String.valueOf(file.getFileName()));
                    work.copy(file, copy.resolve(model.relativize(file)));
                }
            }
            LibrarySettings.change(library.home(), before -> before.with(LibrarySettings.MODELS, Optional.of(to)));
        } catch (IOException e) {
            giveBack(renamed, to);
            clear(made, to, fresh);
            throw PartialFile.diskFailure(to, e);
        } catch (RuntimeException e) {
            giveBack(renamed, to);
            clear(made, to, fresh);
            throw e;
        }
        var left = new ArrayList<Path>();
        for (Path model : moved) {
            FileTrees.deleteQuietly(model);
            if (Files.exists(model)) {
                left.add(model);
            }
        }
        return List.copyOf(left);
    }

    private static boolean rename(Path from, Path to) {
        try {
            FileTrees.rename(from, to);
            return true;
        } catch (IOException inUse) {
            // Then it is copied, like from one disk to another.
            return false;
        }
    }

    private static void giveBack(List<Path> renamed, Path to) {
        for (Path model : renamed) {
            if (!rename(to.resolve(model.getFileName()), model)) {
                System.getLogger(LibraryMove.class.getName())
                        .log(System.Logger.Level.WARNING, "'" + model + "' stays in '" + to + "'");
            }
        }
    }

    /// Models, and downloads that wait to go on.
    private static List<Path> models(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory)
                    .filter(each -> !String.valueOf(each.getFileName()).startsWith(".removing-"))
                    .sorted()
                    .toList();
        }
    }

    private static void clear(List<Path> made, Path to, boolean fresh) {
        made.forEach(FileTrees::deleteQuietly);
        if (fresh) {
            FileTrees.deleteQuietly(to);
        }
    }

    private static LibraryException unusable(Path folder, String reason) {
        return new LibraryException(
                Kind.FOLDER_UNUSABLE,
                "the models cannot be moved to '" + folder + "': " + reason,
                null,
                folder.toString(),
                reason);
    }
}
