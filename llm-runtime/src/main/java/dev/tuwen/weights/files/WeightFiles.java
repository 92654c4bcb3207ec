package dev.tuwen.weights.files;

import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.gptq.GptqSource;
import dev.tuwen.weights.gptq.QuantizationConfig;
import dev.tuwen.weights.pytorch.PytorchFile;
import dev.tuwen.weights.safetensors.SafetensorsFile;
import dev.tuwen.weights.stored.ShardedSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Opens the weights of a model folder, or of one file.
public final class WeightFiles {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final String TORCH = "pytorch_model.bin";
    private static final String TORCH_INDEX = "pytorch_model.bin.index.json";
    private static final String SAFETENSORS = ".safetensors";
    private static final String BIN = ".bin";

    private WeightFiles() {}

    /// Opens weights: `model.safetensors`, else the shards of `model.safetensors.index.json`, else the only
    /// `.safetensors` file of the folder, else `pytorch_model.bin`, else the shards of `pytorch_model.bin.index.json`.
    /// GPTQ tensors are presented as the matrices they stand for. The caller closes the result.
    ///
    /// @param folderOrFile a model's folder, or a `.safetensors` or `.bin` file
    /// @throws dev.tuwen.weights.ModelFormatException if what is there is damaged or not read by this program
    /// @throws UncheckedIOException if a file cannot be read
    public static TensorSource open(Path folderOrFile) {
        boolean isFolder = Files.isDirectory(folderOrFile);
        TensorSource stored = isFolder ? openFolder(folderOrFile) : openFile(folderOrFile);
        boolean opened = false;
        try {
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

    private static TensorSource openFolder(Path folder) {
        if (Files.exists(folder.resolve(SINGLE))) {
            return openFile(folder.resolve(SINGLE));
        }
        if (Files.exists(folder.resolve(INDEX))) {
            return ShardedSource.openShards(folder.resolve(INDEX), SAFETENSORS, SafetensorsFile::open);
        }
        List<Path> candidates;
        try (Stream<Path> files = Files.list(folder)) {
            candidates = files.filter(file -> file.toString().endsWith(SAFETENSORS))
                    .limit(2)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing '" + folder + "'", e);
        }
        if (candidates.size() == 1) {
            return openFile(candidates.getFirst());
        }
        if (Files.exists(folder.resolve(TORCH))) {
            return openFile(folder.resolve(TORCH));
        }
        if (Files.exists(folder.resolve(TORCH_INDEX))) {
            return ShardedSource.openShards(folder.resolve(TORCH_INDEX), BIN, PytorchFile::open);
        }
        throw new WeightFormatException(
                folder.resolve(SINGLE),
                0,
                "weights as safetensors, or as 'pytorch_model.bin'",
                candidates.isEmpty() ? "no such file" : "several without an index");
    }

    private static TensorSource openFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new WeightFormatException(file, 0, "a folder or a file of weights", "nothing of this name");
        }
        if (begins(file, "GGUF")) {
            throw new UnsupportedModelException(file, "a safetensors file", "a GGUF file, which is a whole model");
        }
        boolean torch = file.toString().endsWith(BIN) || begins(file, "PK");
        return ShardedSource.openFile(file, torch ? PytorchFile::open : SafetensorsFile::open);
    }

    private static boolean begins(Path file, String magic) {
        try (InputStream stream = Files.newInputStream(file)) {
            return new String(stream.readNBytes(magic.length()), StandardCharsets.ISO_8859_1).equals(magic);
        } catch (IOException e) {
            throw new UncheckedIOException("reading '" + file + "'", e);
        }
    }
}
