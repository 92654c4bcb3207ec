package dev.tuwen.weights.files;

import dev.tuwen.weights.TensorNames;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.gguf.GgufFile;
import dev.tuwen.weights.gptq.GptqSource;
import dev.tuwen.weights.gptq.QuantizationConfig;
import dev.tuwen.weights.stored.ShardedSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Opens the weights of a model folder, or of one file.
public final class WeightFiles {
    private WeightFiles() {}

    /// Opens weights in the first [TensorFormat] that is there: one file, else the shards of its index, else, of
    /// safetensors, the only file of the folder. GPTQ tensors are presented as the matrices they stand for. The caller
    /// closes the result.
    ///
    /// @param folderOrFile a model's folder, or a `.safetensors` or `.bin` file
    /// @throws dev.tuwen.weights.ModelFormatException if what is there is damaged or not read by this program
    /// @throws UncheckedIOException if a file cannot be read
    public static TensorSource open(Path folderOrFile) {
        return open(folderOrFile, TensorNames::ours);
    }

    /// Opens weights whose tensors go by other names than ours.
    ///
    /// @param folderOrFile as above
    /// @param names our name for a stored one
    public static TensorSource open(Path folderOrFile, UnaryOperator<String> names) {
        boolean isFolder = Files.isDirectory(folderOrFile);
        TensorSource stored = isFolder ? openFolder(folderOrFile, names) : openFile(folderOrFile, names);
        boolean opened = false;
        try {
            OtherQuantisation.refuse(stored);
            Path folder = isFolder ? folderOrFile : folderOrFile.resolveSibling("");
            TensorSource source = GptqSource.isQuantized(stored)
                    ? GptqSource.over(stored, QuantizationConfig.read(folder).orElse(QuantizationConfig.USUAL))
                    : stored;
            opened = true;
            return source;
        } finally {
            if (!opened) {
                stored.close();
            }
        }
    }

    private static TensorSource openFolder(Path folder, UnaryOperator<String> names) {
        boolean several = false;
        for (TensorFormat format : TensorFormat.values()) {
            if (Files.exists(folder.resolve(format.wholeName()))) {
                return openFile(folder.resolve(format.wholeName()), names);
            }
            Path index = folder.resolve(format.indexName());
            if (Files.exists(index)) {
                return ShardedSource.openShards(index, format.ending(), format::open, names);
            }
            List<Path> candidates = format.hasAnyName() ? withEnding(folder, format.ending()) : List.of();
            if (candidates.size() == 1) {
                return openFile(candidates.getFirst(), names);
            }
            several |= candidates.size() > 1;
        }
        throw new WeightFormatException(
                folder.resolve(TensorFormat.values()[0].wholeName()),
                0,
                "weights as "
                        + Arrays.stream(TensorFormat.values())
                                .map(TensorFormat::title)
                                .collect(Collectors.joining(", or as ")),
                several ? "several without an index" : OtherFormats.in(folder).orElse("no such file"));
    }

    /// Whether a file is none of a model's by its name: a Mac keeps notes in `._model.safetensors` beside every file,
    /// and an adapter is for another model.
    public static boolean isHidden(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(".") || name.startsWith("adapter_model.");
    }

    /// Two at the most.
    private static List<Path> withEnding(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending) && !isHidden(file))
                    .limit(2)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing '" + folder + "'", e);
        }
    }

    private static TensorSource openFile(Path file, UnaryOperator<String> names) {
        if (!Files.isRegularFile(file)) {
            throw new WeightFormatException(file, 0, "a folder or a file of weights", "nothing of this name");
        }
        if (GgufFile.isGguf(file)) {
            throw new UnsupportedModelException(file, "a safetensors file", "a GGUF file, which is a whole model");
        }
        return ShardedSource.openFile(file, format(file)::open, names);
    }

    /// By how a file begins, else by its name, else the first.
    private static TensorFormat format(Path file) {
        TensorFormat named = TensorFormat.values()[0];
        for (TensorFormat format : TensorFormat.values()) {
            String magic = format.magic();
            if (magic != null && begins(file, magic)) {
                return format;
            }
            if (file.toString().endsWith(format.ending())) {
                named = format;
            }
        }
        return named;
    }

    private static boolean begins(Path file, String magic) {
        try (InputStream stream = Files.newInputStream(file)) {
            return new String(stream.readNBytes(magic.length()), StandardCharsets.ISO_8859_1).equals(magic);
        } catch (IOException e) {
            throw new UncheckedIOException("reading '" + file + "'", e);
        }
    }
}
