package dev.tuwen.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the files of models hash to, noted when they are taken into the library, so that a check has something to
/// compare with. The note is the model's manifest: in its folder, or in the library's own where the files are the
/// person's and stay elsewhere. Stateless; any thread; blocks.
final class FileNotes {
    private static final String PLACE = "imported";

    private FileNotes() {}

    /// The folder with the note of a model that stays elsewhere.
    static Path place(ModelLibrary library, String name) {
        return SafeNames.below(library.home().resolve(PLACE), name);
    }

    /// The note of a model that stays elsewhere, or what its own folder says.
    static Optional<ModelManifest> ofExternal(ModelLibrary library, String name, Path path) {
        return ModelManifest.read(place(library, name))
                .or(() -> Files.isDirectory(path) ? ModelManifest.read(path) : Optional.empty());
    }

    /// Reads a model's files. What their folder or the catalogue knows of a file counts, else the file itself.
    ///
    /// @param name of the model in the library
    /// @param path where it is
    /// @param files its files
    /// @param work hears how far it is: each file counts once
    /// @throws IOException if a file cannot be read
    static ModelManifest taken(ModelLibrary library, String name, Path path, ModelFiles files, Work work)
            throws IOException {
        Optional<ModelManifest> before = Files.isDirectory(path) ? ModelManifest.read(path) : Optional.empty();
        Map<String, FileDigest> known = new HashMap<>();
        before.ifPresent(manifest -> manifest.files().forEach(item -> {
            if (item.digest() != null) {
                known.put(item.path(), item.digest());
            }
        }));
        Map<String, FileDigest> catalog = Catalog.read(library.home()).knownDigests();
        List<ModelManifest.Item> items = new ArrayList<>();
        for (Path file : files.files()) {
            String fileName = String.valueOf(file.getFileName());
            long bytes = Files.size(file);
            work.enter(fileName);
            FileDigest digest = known.get(fileName);
            if (digest == null) {
                digest = catalog.get(fileName + "\0" + bytes);
            }
            if (digest == null) {
                digest = FileDigest.sha256(
                        FileDigest.of(FileDigest.Kind.SHA_256, file, work::done), FileDigest.Origin.RECORDED);
            } else {
                work.done(bytes);
            }
            items.add(new ModelManifest.Item(fileName, bytes, digest));
        }
        return with(before, name, path, items);
    }

    /// A manifest with these files, else as before.
    static ModelManifest with(Optional<ModelManifest> before, String name, Path path, List<ModelManifest.Item> items) {
        return before.map(manifest -> new ModelManifest(
                        manifest.name(),
                        manifest.title(),
                        manifest.origin(),
                        manifest.state(),
                        manifest.licence(),
                        manifest.licenceAddress(),
                        items))
                .orElseGet(() -> new ModelManifest(name, "", path.toString(), "", "", "", items));
    }
}
