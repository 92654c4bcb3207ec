package dev.tuwen.weights.gguf;

import dev.tuwen.weights.ModelConfig;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.WeightFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// A model out of GGUF files: settings, tokenizer metadata and tensors; with the part that sees where the model has
/// one. Made by [#open]; closed by its opener after everything loaded from it.
///
/// @param file the first of its files
/// @param config its settings
/// @param metadata of the first file, with the vocabulary
/// @param weights the tensors by our names
public record GgufModel(Path file, ModelConfig config, GgufMetadata metadata, TensorSource weights)
        implements AutoCloseable {
    private static final String ENDING = ".gguf";
    private static final String EYES = "mmproj";
    private static final String EYES_ARCHITECTURE = "clip";

    /// Whether a path stands for such a model: one of its files, or a folder that holds one and no `config.json`.
    public static boolean isModel(Path folderOrFile) {
        if (!Files.isDirectory(folderOrFile)) {
            return GgufFile.isGguf(folderOrFile);
        }
        return !Files.exists(folderOrFile.resolve("config.json"))
                && !decoders(folderOrFile).isEmpty();
    }

    /// Opens a model.
    ///
    /// @param folderOrFile a folder with one model, or any of its files
    /// @throws dev.tuwen.weights.ModelFormatException if a file is missing, damaged or of a model that cannot be run
    /// @throws UncheckedIOException if a file cannot be read
    public static GgufModel open(Path folderOrFile) {
        Path file = Files.isDirectory(folderOrFile) ? onlyDecoder(folderOrFile) : folderOrFile;
        List<GgufFile> files = new ArrayList<>(GgufShards.open(file));
        boolean opened = false;
        try {
            GgufModel model = open(files);
            opened = true;
            return model;
        } finally {
            if (!opened) {
                files.forEach(GgufFile::close);
            }
        }
    }

    /// The file whose metadata counts: that of a model, or its first shard.
    ///
    /// @param folderOrFile as in [#open]
    /// @throws WeightFormatException if a folder holds no model or several
    public static Path firstFile(Path folderOrFile) {
        Path file = Files.isDirectory(folderOrFile) ? onlyDecoder(folderOrFile) : folderOrFile;
        return GgufShards.of(file).getFirst();
    }

    /// Whether a model reads pictures and no part that sees lies beside it, so that it cannot be opened. False for what
    /// cannot be read: opening it says why.
    ///
    /// @param folderOrFile as in [#open]
    public static boolean lacksEyes(Path folderOrFile) {
        try (GgufFile first = GgufFile.open(firstFile(folderOrFile))) {
            if (isEyes(first) || !new GgufDecoder(List.of(first)).expectsPictures()) {
                return false;
            }
            Optional<GgufFile> eyes = eyesBeside(first.file());
            eyes.ifPresent(GgufFile::close);
            return eyes.isEmpty();
        } catch (WeightFormatException | UncheckedIOException unreadable) {
            return false;
        }
    }

    private static GgufModel open(List<GgufFile> files) {
        GgufFile first = files.getFirst();
        if (isEyes(first)) {
            throw new WeightFormatException(
                    first.file(),
                    0,
                    "a decoder (give that file, this one is found beside it)",
                    "the part that sees alone");
        }
        var decoder = new GgufDecoder(List.copyOf(files));
        GgufEyes eyes = null;
        if (decoder.expectsPictures()) {
            GgufFile beside = eyesBeside(first.file())
                    .orElseThrow(() -> new WeightFormatException(
                            first.file(),
                            0,
                            "the part that sees in a file beside this one, such as 'mmproj-"
                                    + first.file().getFileName() + "'",
                            "none; put the mmproj file of MiniCPM-V 2.0 into the same folder"));
            files.add(beside);
            eyes = new GgufEyes(beside);
        }
        ModelConfig config = decoder.config(eyes == null ? null : eyes.config());
        var source = new GgufSource(files);
        decoder.addTo(source, config);
        if (eyes != null) {
            eyes.addTo(source);
        }
        return new GgufModel(first.file(), config, first.metadata(), source);
    }

    private static boolean isEyes(GgufFile file) {
        return file.metadata()
                .text("general.architecture")
                .filter(EYES_ARCHITECTURE::equals)
                .isPresent();
    }

    /// The part that sees beside a decoder: a file named `mmproj`, the more alike its name the better, else any file of
    /// that architecture.
    private static Optional<GgufFile> eyesBeside(Path decoder) {
        Path folder = decoder.toAbsolutePath().getParent();
        if (folder == null) {
            return Optional.empty();
        }
        String name = String.valueOf(decoder.getFileName());
        List<Path> candidates = files(folder).stream()
                .filter(file -> !String.valueOf(file.getFileName()).equals(name))
                .sorted(Comparator.<Path, Boolean>comparing(file -> !isNamedEyes(file))
                        .thenComparingInt(file -> -commonLetters(file, name))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        for (Path candidate : candidates) {
            Optional<GgufFile> found = openEyes(candidate);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// Opens a file if it is a part that sees. A damaged one counts only when its name says what it is.
    private static Optional<GgufFile> openEyes(Path candidate) {
        GgufFile file;
        try {
            file = GgufFile.open(candidate);
        } catch (WeightFormatException | UncheckedIOException e) {
            if (isNamedEyes(candidate)) {
                throw e;
            }
            return Optional.empty();
        }
        if (isEyes(file)) {
            return Optional.of(file);
        }
        file.close();
        return Optional.empty();
    }

    private static boolean isNamedEyes(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).contains(EYES);
    }

    /// Length of what two names begin with alike, leaving `mmproj` and its hyphen out.
    private static int commonLetters(Path file, String decoder) {
        String name =
                String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).replaceFirst("mmproj[-_.]?", "");
        String other = decoder.toLowerCase(Locale.ROOT);
        int same = 0;
        while (same < Math.min(name.length(), other.length()) && name.charAt(same) == other.charAt(same)) {
            same++;
        }
        return same;
    }

    private static Path onlyDecoder(Path folder) {
        List<Path> decoders = decoders(folder);
        if (decoders.size() != 1) {
            throw new WeightFormatException(
                    folder,
                    0,
                    "one model in the folder",
                    decoders.isEmpty()
                            ? "none"
                            : "several, among them "
                                    + WeightFormatException.quoted(
                                            decoders.get(0).getFileName() + "") + " and "
                                    + WeightFormatException.quoted(
                                            decoders.get(1).getFileName() + "")
                                    + "; name the file itself");
        }
        return decoders.getFirst();
    }

    /// Files of a folder that may be decoders, of shards the first only.
    private static List<Path> decoders(Path folder) {
        return files(folder).stream()
                .filter(file -> !isNamedEyes(file))
                .filter(file -> !file.getFileName().toString().matches(".*-(?!00001)\\d{5}-of-\\d{5}\\.gguf"))
                .sorted()
                .toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            file.toString().toLowerCase(Locale.ROOT).endsWith(ENDING) && Files.isRegularFile(file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing '" + folder + "'", e);
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
