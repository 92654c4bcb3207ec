package dev.tuwen.library;

import dev.tuwen.conversion.ModelConversion;
import dev.tuwen.conversion.TargetType;
import dev.tuwen.library.LibraryException.Kind;
import dev.tuwen.model.ModelParts;
import dev.tuwen.model.ModelUnusableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Makes GGUF files of models, with fewer bits if wanted: to any place, or as another model of the library. What is
/// written has a name of its own until all is whole. Any thread; blocks.
public final class ModelConverter {
    /// What a smaller copy becomes: of the types with four bits the one that devices compute with as it is stored, so
    /// that it stays as small in memory.
    public static final TargetType SMALLER = TargetType.Q4_0;

    private static final String ENDING = ".gguf";
    private static final String MMPROJ = "mmproj-";
    private static final String PART = ".part";

    private final ModelLibrary library;

    /// @param library where models live
    public ModelConverter(ModelLibrary library) {
        this.library = library;
    }

    /// Converts a model to a file, and one beside it for the vision encoder where the model has one. Files that are
    /// there are replaced when the new ones are whole.
    ///
    /// @param source a model's folder or GGUF file
    /// @param target what it becomes
    /// @param out the file to write, ending in `.gguf`
    /// @param listener hears how far it is
    /// @return the files
    /// @throws LibraryException if there is no room, or a file cannot be written; nothing is left behind
    /// @throws ModelUnusableException if the model's parts do not fit together
    /// @throws dev.tuwen.weights.ModelFormatException if the model cannot be read
    /// @throws java.util.concurrent.CancellationException if the listener said so; nothing is left behind
    public List<Path> convert(Path source, TargetType target, Path out, WorkListener listener) {
        String name = String.valueOf(out.getFileName());
        if (!name.toLowerCase(Locale.ROOT).endsWith(ENDING)) {
            throw new LibraryException(
                    Kind.BAD_SETTING,
                    "'" + out + "' does not end in '.gguf', as the files that are written do",
                    null,
                    out.toString(),
                    "");
        }
        Path decoder = out.toAbsolutePath();
        Path mmproj = decoder.resolveSibling(MMPROJ + name);
        String title = name.substring(0, name.length() - ENDING.length());
        try (ModelConversion conversion = open(source, target, title)) {
            List<Path> files = conversion.hasVision() ? List.of(decoder, mmproj) : List.of(decoder);
            checkOthers(source, files);
            write(conversion, files, listener);
            return files;
        } catch (IOException e) {
            throw PartialFile.diskFailure(decoder, e);
        }
    }

    private static ModelConversion open(Path source, TargetType target, String title) {
        // Says what opening it would say: a tensor that is not known would be lost.
        ModelParts.open(source, String.valueOf(source)).close();
        try {
            return ModelConversion.open(source, target, title);
        } catch (IllegalArgumentException e) {
            throw new ModelUnusableException("model '" + source + "' does not fit together: " + e.getMessage(), e);
        }
    }

    /// A file that is read cannot be replaced.
    private static void checkOthers(Path source, List<Path> files) throws IOException {
        for (Path read : ModelFiles.of(source).files()) {
            for (Path file : files) {
                if (Files.exists(file) && Files.isSameFile(read, file)) {
                    throw new LibraryException(
                            Kind.BAD_SETTING,
                            "'" + file + "' is a file of the model that is converted; choose another name",
                            null,
                            file.toString(),
                            "");
                }
            }
        }
    }

    private static void write(ModelConversion conversion, List<Path> files, WorkListener listener) throws IOException {
        Path folder = files.getFirst().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
            FileTrees.checkRoom(folder, conversion.byteSize());
        }
        List<Path> parts = files.stream().map(ModelConverter::part).toList();
        var work = new Work(listener, conversion.byteSize());
        try {
            for (int i = 0; i < files.size(); i++) {
                Files.deleteIfExists(parts.get(i));
                work.enter(String.valueOf(files.get(i).getFileName()));
                if (i == 0) {
                    conversion.writeDecoder(parts.get(i), work::done);
                } else {
                    conversion.writeMmproj(parts.get(i), work::done);
                }
            }
            work.finish();
            // The decoder last: while it is not there, nobody takes the other for a model.
            for (int i = files.size() - 1; i >= 0; i--) {
                Files.move(parts.get(i), files.get(i), StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            parts.forEach(FileTrees::deleteQuietly);
        }
    }

    private static Path part(Path file) {
        return file.resolveSibling("." + file.getFileName() + PART);
    }

    /// Name of the smaller copy of a model, if no other has it.
    public static String smaller(String name) {
        return nameOf(name, SMALLER);
    }

    private static String nameOf(String name, TargetType target) {
        return name + "-" + target.word();
    }

    /// Makes another model of the library out of an installed one, which stays.
    ///
    /// @param name of the model
    /// @param target what it becomes
    /// @param listener hears how far it is
    /// @return name of the new one
    /// @throws LibraryException if the model is not there or not whole, there is no room, or a file cannot be written;
    ///     nothing is left behind
    /// @throws java.util.concurrent.CancellationException if the listener said so; nothing is left behind
    public String makeAnother(String name, TargetType target, WorkListener listener) {
        InstalledModels.Item item = new InstalledModels(library).find(name);
        if (!item.complete()) {
            throw new LibraryException(
                    Kind.NOT_A_MODEL,
                    "model '" + name + "' is incomplete: '" + item.missing().getFirst() + "' is missing",
                    null,
                    name,
                    item.missing().getFirst());
        }
        String another = InstalledModels.freeName(library, nameOf(name, target));
        Path staging = library.models().resolve(".converting-" + another);
        return StagingLock.holding(staging, another, () -> makeAnother(item, another, target, staging, listener));
    }

    private String makeAnother(
            InstalledModels.Item item, String another, TargetType target, Path staging, WorkListener listener) {
        boolean done = false;
        try {
            FileTrees.delete(staging);
            Files.createDirectory(staging);
            List<Path> files = convert(item.path(), target, staging.resolve(another + ENDING), listener);
            keepLicence(item.path(), staging);
            manifest(item, another, target, files).write(staging);
            FileTrees.rename(staging, staging.resolveSibling(another));
            done = true;
            return another;
        } catch (IOException e) {
            throw PartialFile.diskFailure(staging, e);
        } finally {
            if (!done) {
                FileTrees.deleteQuietly(staging);
            }
        }
    }

    /// A model's licence goes with it.
    private static void keepLicence(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        for (Path file : ModelFiles.of(from).files()) {
            String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
            if (name.startsWith("licen") || name.startsWith("notice")) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        Path ofKit = from.resolve(KitWriter.LICENCE);
        if (Files.isRegularFile(ofKit)) {
            Files.copy(ofKit, to.resolve(KitWriter.LICENCE), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private ModelManifest manifest(InstalledModels.Item item, String name, TargetType target, List<Path> files)
            throws IOException {
        String known = item.manifest().map(ModelManifest::name).orElse(item.name());
        var items = new ArrayList<ModelManifest.Item>();
        for (Path file : files) {
            var digest = FileDigest.sha256(
                    FileDigest.of(FileDigest.Kind.SHA_256, file, _ -> {}), FileDigest.Origin.RECORDED);
            items.add(new ModelManifest.Item(String.valueOf(file.getFileName()), Files.size(file), digest));
        }
        Licence licence = Catalog.read(library.home())
                .find(known)
                .map(CatalogEntry::licence)
                .orElseGet(() -> Licence.untranslated(
                        item.manifest().map(ModelManifest::licence).orElse(""),
                        item.manifest().map(ModelManifest::licenceAddress).orElse("")));
        return new ModelManifest(
                name,
                item.title() + " (" + target.word() + ")",
                "converted from " + known,
                "",
                licence.title(),
                licence.address(),
                items);
    }
}
