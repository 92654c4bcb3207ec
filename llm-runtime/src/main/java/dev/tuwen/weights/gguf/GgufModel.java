package dev.tuwen.weights.gguf;

import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.WeightFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The GGUF files of a model: its decoder in one file or in shards, and its vision encoder in an `mmproj` file beside
/// it where the vocabulary has the markers of pictures. What they hold is for a family to say. Made by [#open]; closed
/// by its opener after everything read from it.
///
/// @param decoder the decoder's files, the first with the metadata and the vocabulary
/// @param mmproj the vision encoder
public record GgufModel(List<GgufFile> decoder, Optional<GgufFile> mmproj) implements AutoCloseable {
    private static final String ENDING = ".gguf";
    private static final String MMPROJ = "mmproj";
    private static final String QUERIES = "resampler.query";
    private static final String MMPROJ_ARCHITECTURE = "clip";

    /// Whether a path stands for such a model: one of its files, whose name counts too, so that opening it says what
    /// else it is; or a folder that holds one and no other weights that a `config.json` goes with.
    public static boolean isModel(Path folderOrFile) {
        if (!Files.isDirectory(folderOrFile)) {
            boolean named = folderOrFile.toString().toLowerCase(Locale.ROOT).endsWith(ENDING);
            return GgufFile.isGguf(folderOrFile) || (named && Files.isRegularFile(folderOrFile));
        }
        boolean others = Files.exists(folderOrFile.resolve("config.json"))
                && !files(folderOrFile, ".safetensors", ".bin", ".index.json").isEmpty();
        return !others && !decoders(folderOrFile).isEmpty();
    }

    /// Opens the files.
    ///
    /// @param folderOrFile a folder with one model, or any of its files
    /// @throws dev.tuwen.weights.ModelFormatException if a file is damaged, or a shard is missing
    /// @throws UncheckedIOException if a file cannot be read
    public static GgufModel open(Path folderOrFile) {
        Path file = Files.isDirectory(folderOrFile) ? onlyDecoder(folderOrFile) : folderOrFile;
        List<GgufFile> files = GgufShards.open(file);
        boolean opened = false;
        try {
            GgufFile first = files.getFirst();
            if (isMmproj(first)) {
                throw new WeightFormatException(
                        first.file(),
                        0,
                        "a decoder (give that file, this one is found beside it)",
                        "the vision encoder alone");
            }
            Optional<GgufFile> mmproj = expectsPictures(first.metadata()) ? mmprojBeside(first) : Optional.empty();
            opened = true;
            return new GgufModel(files, mmproj);
        } finally {
            if (!opened) {
                files.forEach(GgufFile::close);
            }
        }
    }

    /// Whether the vocabulary has the markers of pictures: the decoder of a model that reads them.
    public static boolean expectsPictures(GgufMetadata metadata) {
        return metadata.texts("tokenizer.ggml.tokens", GgufVocabulary.MAX_TOKENS, GgufVocabulary.MAX_TOKEN_BYTES)
                .filter(tokens -> tokens.contains("<image>") && tokens.contains("</image>"))
                .isPresent();
    }

    /// The first of the decoder's files.
    public Path file() {
        return decoder.getFirst().file();
    }

    /// What the first file says about the model.
    public GgufMetadata metadata() {
        return decoder.getFirst().metadata();
    }

    /// Whether one of the decoder's files holds a tensor.
    public boolean has(String name) {
        return decoder.stream().anyMatch(file -> file.has(name));
    }

    /// The decoder's file that holds a tensor.
    ///
    /// @throws WeightFormatException if none does
    public GgufFile holder(String name) {
        return decoder.stream()
                .filter(file -> file.has(name))
                .findFirst()
                .orElseThrow(() -> new WeightFormatException(
                        file(), 0, "tensor '" + name + "'", "none of this name among the model's"));
    }

    /// What the file of a vision encoder may be called that lies beside a decoder.
    public static String mmprojName(Path decoder) {
        String name = String.valueOf(decoder.getFileName());
        return MMPROJ + "-" + name.replaceFirst("(?i)-\\d{5}-of-\\d{5}(?=\\.gguf$)", "");
    }

    /// All its files.
    List<GgufFile> files() {
        var files = new ArrayList<>(decoder);
        mmproj.ifPresent(files::add);
        return files;
    }

    /// The file whose metadata counts: that of a model, or its first shard.
    ///
    /// @param folderOrFile as in [#open]
    /// @throws WeightFormatException if a folder holds no model or several
    public static Path firstFile(Path folderOrFile) {
        Path file = Files.isDirectory(folderOrFile) ? onlyDecoder(folderOrFile) : folderOrFile;
        return GgufShards.of(file).getFirst();
    }

    /// Whether a model reads pictures and no vision encoder lies beside it, so that it is opened for text alone. False
    /// for what cannot be read: opening it says why.
    ///
    /// @param folderOrFile as in [#open]
    public static boolean lacksMmproj(Path folderOrFile) {
        try (GgufFile first = GgufFile.open(firstFile(folderOrFile))) {
            if (isMmproj(first) || !expectsPictures(first.metadata())) {
                return false;
            }
            Optional<GgufFile> mmproj = mmprojBeside(first);
            mmproj.ifPresent(GgufFile::close);
            return mmproj.isEmpty();
        } catch (WeightFormatException | UncheckedIOException unreadable) {
            return false;
        }
    }

    private static boolean isMmproj(GgufFile file) {
        return file.metadata()
                .text("general.architecture")
                .filter(MMPROJ_ARCHITECTURE::equals)
                .isPresent();
    }

    /// The vision encoder beside a decoder: the one whose rows are as wide as the decoder's, else any. A file named
    /// `mmproj` comes first, the more alike its name the sooner; a damaged one counts where no other fits.
    private static Optional<GgufFile> mmprojBeside(GgufFile decoder) {
        GgufFile other = null;
        RuntimeException damaged = null;
        for (Path candidate : mmprojCandidates(decoder.file())) {
            Optional<GgufFile> found = Optional.empty();
            try {
                found = openMmproj(candidate);
            } catch (WeightFormatException | UncheckedIOException e) {
                damaged = damaged == null ? e : damaged;
            }
            if (found.isPresent() && fits(found.get(), decoder)) {
                closeIfAny(other);
                return found;
            }
            if (other == null) {
                other = found.orElse(null);
            } else {
                found.ifPresent(GgufFile::close);
            }
        }
        if (damaged != null) {
            closeIfAny(other);
            throw damaged;
        }
        return Optional.ofNullable(other);
    }

    private static void closeIfAny(@Nullable GgufFile file) {
        if (file != null) {
            file.close();
        }
    }

    private static boolean fits(GgufFile mmproj, GgufFile decoder) {
        GgufMetadata metadata = decoder.metadata();
        String width = metadata.text("general.architecture").orElse("") + ".embedding_length";
        return mmproj.has(QUERIES)
                && mmproj.tensor(QUERIES).dimensions().getLast()
                        == metadata.integer(width, 1, Integer.MAX_VALUE).orElse(0);
    }

    private static List<Path> mmprojCandidates(Path decoder) {
        Path folder = decoder.toAbsolutePath().getParent();
        if (folder == null) {
            return List.of();
        }
        String name = String.valueOf(decoder.getFileName());
        return files(folder).stream()
                .filter(file -> !String.valueOf(file.getFileName()).equals(name))
                .sorted(Comparator.<Path, Boolean>comparing(file -> !isNamedMmproj(file))
                        .thenComparingInt(file -> -commonLetters(file, name))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /// Opens a file if it is a vision encoder. A damaged one counts only when its name says what it is.
    private static Optional<GgufFile> openMmproj(Path candidate) {
        GgufFile file;
        try {
            file = GgufFile.open(candidate);
        } catch (WeightFormatException | UncheckedIOException e) {
            if (isNamedMmproj(candidate)) {
                throw e;
            }
            return Optional.empty();
        }
        if (isMmproj(file)) {
            return Optional.of(file);
        }
        file.close();
        return Optional.empty();
    }

    private static boolean isNamedMmproj(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).contains(MMPROJ);
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
        if (decoders.size() > 1) {
            decoders = decoders.stream().filter(GgufModel::mayBeDecoder).toList();
        }
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

    /// Whether a file is none that lies beside models: a table that was made for quantising, an adapter, a vision
    /// encoder. What cannot be read may be one.
    private static boolean mayBeDecoder(Path file) {
        try (GgufFile opened = GgufFile.open(file)) {
            String type = opened.metadata().text("general.type").orElse("model");
            return type.equals("model") && !isMmproj(opened);
        } catch (ModelFormatException | UncheckedIOException unreadable) {
            return true;
        }
    }

    /// Files of a folder that may be decoders, of shards the first only.
    private static List<Path> decoders(Path folder) {
        return files(folder).stream()
                .filter(file -> !isNamedMmproj(file))
                .filter(file -> !file.getFileName().toString().matches(".*-(?!00001)\\d{5}-of-\\d{5}\\.gguf"))
                .sorted()
                .toList();
    }

    private static List<Path> files(Path folder) {
        return files(folder, ENDING);
    }

    /// Files of a folder by the ends of their names; those that a Mac hides beside them never count.
    private static List<Path> files(Path folder, String... endings) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
                        return !name.startsWith(".") && Arrays.stream(endings).anyMatch(name::endsWith);
                    })
                    .filter(Files::isRegularFile)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing '" + folder + "'", e);
        }
    }

    @Override
    public void close() {
        files().forEach(GgufFile::close);
    }
}
