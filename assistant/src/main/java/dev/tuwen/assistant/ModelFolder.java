package dev.tuwen.assistant;

import dev.tuwen.weights.gguf.GgufModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a folder of a model lacks, by a look at its names; what is in the files is checked when they are opened.
final class ModelFolder {
    private static final long LONGEST_INDEX = 64L << 20;
    private static final List<String> WHOLE = List.of("model.safetensors", "pytorch_model.bin");

    private ModelFolder() {}

    /// Files the folder should hold and does not; empty for a complete one.
    static List<String> missing(Path folder) {
        var missing = new ArrayList<String>();
        if (GgufModel.isModel(folder)) {
            return missing;
        }
        for (String name : List.of("config.json", "tokenizer.model")) {
            if (!Files.isRegularFile(folder.resolve(name))) {
                missing.add(name);
            }
        }
        Set<String> shards = shards(folder);
        if (shards.isEmpty()) {
            if (!hasWeights(folder)) {
                missing.add("model.safetensors");
            }
        } else {
            shards.stream()
                    .filter(shard -> !Files.isRegularFile(folder.resolve(shard)))
                    .forEach(missing::add);
        }
        return missing;
    }

    /// Size of all files directly inside.
    static long byteSize(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(ModelFolder::sizeOf)
                    .sum();
        } catch (IOException | UncheckedIOException unreadable) {
            return 0;
        }
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }

    private static boolean hasWeights(Path folder) {
        if (WHOLE.stream().anyMatch(name -> Files.isRegularFile(folder.resolve(name)))) {
            return true;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".safetensors") && Files.isRegularFile(file));
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }

    /// Shards the index names; none without an index, or when it cannot be read, which opening it will complain about.
    private static Set<String> shards(Path folder) {
        var shards = new TreeSet<String>();
        Path index = folder.resolve("model.safetensors.index.json");
        try {
            if (!Files.isRegularFile(index) || Files.size(index) > LONGEST_INDEX) {
                return shards;
            }
            JsonNode map =
                    JsonMapper.shared().readTree(Files.readAllBytes(index)).path("weight_map");
            for (JsonNode shard : map) {
                String name = shard.isString() ? shard.stringValue() : "";
                if (!name.isEmpty() && name.indexOf('/') < 0 && name.indexOf('\\') < 0 && name.indexOf('\0') < 0) {
                    shards.add(name);
                }
            }
            return shards;
        } catch (IOException | JacksonException damaged) {
            return shards;
        }
    }
}
