package dev.tuwen.library;

import dev.tuwen.library.LibraryException.Kind;
import dev.tuwen.weights.ForeignFile;
import dev.tuwen.weights.files.TensorFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The files of a model among those that lie beside them. Immutable.
///
/// @param base folder they are in
/// @param files the files, directly inside
/// @param single whether the model is a GGUF file and not a folder
record ModelFiles(Path base, List<Path> files, boolean single) {
    private static final Set<String> ENDINGS = Set.of(".json", ".model", ".gguf", ".md", ".txt");
    private static final Pattern SPLIT = Pattern.compile("(.+)-\\d{5}-of-(\\d{5})\\.gguf");
    private static final int MAXIMUM_FILES = 2000;

    ModelFiles {
        files = List.copyOf(files);
    }

    /// Files of a model.
    ///
    /// @param path its folder, or its GGUF file
    /// @throws LibraryException if it is neither
    static ModelFiles of(Path path) {
        try {
            if (Files.isDirectory(path)) {
                return new ModelFiles(path, inFolder(path), false);
            }
            Path parent = path.toAbsolutePath().getParent();
            if (Files.isRegularFile(path) && isGguf(path) && parent != null) {
                return new ModelFiles(parent, withCompanions(path, parent), true);
            }
        } catch (UncheckedIOException e) {
            throw PartialFile.diskFailure(path, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw PartialFile.diskFailure(path, e);
        }
        String name = SafeNames.shown(String.valueOf(path.getFileName()));
        if (Files.notExists(path)) {
            throw new LibraryException(Kind.NOT_A_MODEL, "there is no file or folder '" + name + "'", null, name, "");
        }
        String found = ForeignFile.found(path).map(what -> "; it is " + what).orElse("");
        throw new LibraryException(
                Kind.NOT_A_MODEL,
                "'" + name + "' is neither the folder of a model nor a .gguf file" + found,
                null,
                name,
                "");
    }

    static boolean isGguf(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".gguf");
    }

    private static List<Path> inFolder(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(ModelFiles::belongs)
                    .sorted()
                    .limit(MAXIMUM_FILES)
                    .toList();
        }
    }

    private static boolean belongs(Path file) {
        String name = String.valueOf(file.getFileName());
        String lower = name.toLowerCase(Locale.ROOT);
        boolean licence = lower.startsWith("licen") || lower.startsWith("notice");
        return SafeNames.isSafeSegment(name)
                && !name.equals(ModelManifest.FILE)
                && !name.equals(KitWriter.LICENCE)
                && !name.startsWith(".")
                && (licence
                        || ENDINGS.stream().anyMatch(lower::endsWith)
                        || Arrays.stream(TensorFormat.values()).anyMatch(format -> lower.endsWith(format.ending())));
    }

    /// The other parts of a split file, and the mmproj file.
    private static List<Path> withCompanions(Path path, Path parent) throws IOException {
        String name = String.valueOf(path.getFileName());
        Matcher split = SPLIT.matcher(name);
        String stem = split.matches() ? split.group(1) : null;
        String count = split.matches() ? split.group(2) : "";
        var files = new ArrayList<Path>();
        try (Stream<Path> all = Files.list(parent)) {
            for (Path other : all.filter(Files::isRegularFile)
                    .sorted()
                    .limit(MAXIMUM_FILES)
                    .toList()) {
                String otherName = String.valueOf(other.getFileName());
                Matcher part = SPLIT.matcher(otherName);
                boolean sibling =
                        stem != null && part.matches() && stem.equals(part.group(1)) && count.equals(part.group(2));
                boolean mmproj =
                        isGguf(other) && otherName.toLowerCase(Locale.ROOT).contains("mmproj");
                boolean beside = !otherName.startsWith(".") && (sibling || mmproj);
                if (otherName.equals(name) || beside) {
                    files.add(other);
                }
            }
        }
        return files;
    }

    /// Size of all files.
    long bytes() {
        long bytes = 0;
        for (Path file : files) {
            try {
                bytes += Files.size(file);
            } catch (IOException gone) {
                throw PartialFile.diskFailure(file, gone);
            }
        }
        return bytes;
    }
}
