package dev.tuwen.library;

import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.files.OtherFormats;
import dev.tuwen.weights.files.TensorFormat;
import dev.tuwen.weights.files.WeightFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a folder of a model lacks, by a look at its names; what is in the files is checked when they are opened.
final class ModelFolder {
    private static final long LONGEST_INDEX = 64L << 20;
    private static final Pattern SPLIT = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");

    private ModelFolder() {}

    /// Files the folder should hold and does not; empty for a complete one.
    static List<String> missing(Path folder) {
        var missing = new ArrayList<String>();
        boolean tensors = hasWeights(folder) || Files.exists(index(folder));
        if (!Files.exists(folder.resolve("config.json")) || !tensors) {
            // A GGUF file brings its settings and its tokenizer; a split one needs all its parts.
            List<String> ggufs = ggufs(folder);
            if (!ggufs.isEmpty()) {
                return missingParts(folder, ggufs);
            }
        }
        for (String name : List.of("config.json", tokenizer(folder))) {
            if (!Files.isRegularFile(folder.resolve(name))) {
                missing.add(name);
            }
        }
        Set<String> shards = shards(folder);
        if (shards.isEmpty()) {
            if (!hasWeights(folder)) {
                missing.add(TensorFormat.values()[0].wholeName());
            }
        } else {
            shards.stream()
                    .filter(shard -> !Files.isRegularFile(folder.resolve(shard)))
                    .forEach(missing::add);
        }
        return missing;
    }

    /// What the folder holds instead of the weights it lacks, and what to do about it.
    static Optional<String> somethingElse(Path folder, List<String> missing) {
        boolean weights = missing.stream()
                .anyMatch(name -> ModelFiles.isGguf(Path.of(name))
                        || Arrays.stream(TensorFormat.values()).anyMatch(format -> name.endsWith(format.ending())));
        return weights ? OtherFormats.in(folder) : Optional.empty();
    }

    /// The tokenizer's file, as the folder's family has it.
    private static String tokenizer(Path folder) {
        try {
            return KnownFamilies.ALL.recognise(folder).tokenizer().file();
        } catch (ModelFormatException | UncheckedIOException unknown) {
            return KnownFamilies.ALL.members().getFirst().tokenizer().file();
        }
    }

    /// Parts a split GGUF file should have beside it and has not; empty for any other file.
    static List<String> missingBeside(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? List.of() : missingParts(folder, List.of(String.valueOf(file.getFileName())));
    }

    /// Decoders in GGUF files directly inside, mmproj files left out.
    private static List<String> ggufs(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith(".")
                            && name.toLowerCase(Locale.ROOT).endsWith(".gguf")
                            && !name.toLowerCase(Locale.ROOT).contains("mmproj"))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }

    private static List<String> missingParts(Path folder, List<String> ggufs) {
        var missing = new LinkedHashSet<String>();
        for (String name : ggufs) {
            Matcher split = SPLIT.matcher(name);
            int count = split.matches() ? Integer.parseInt(split.group(3)) : 0;
            for (int i = 1; i <= count; i++) {
                String part = split.group(1) + String.format(Locale.ROOT, "-%05d-of-%05d.gguf", i, count);
                if (!Files.isRegularFile(folder.resolve(part))) {
                    missing.add(part);
                }
            }
        }
        return List.copyOf(missing);
    }

    /// Size of all files directly inside, or of the file itself.
    static long byteSize(Path folder) {
        if (Files.isRegularFile(folder)) {
            return sizeOf(folder);
        }
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
        return Arrays.stream(TensorFormat.values()).anyMatch(format -> hasWeights(folder, format));
    }

    private static boolean hasWeights(Path folder, TensorFormat format) {
        if (!format.hasAnyName()) {
            return Files.isRegularFile(folder.resolve(format.wholeName()));
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(format.ending())
                    && !WeightFiles.isHidden(file)
                    && Files.isRegularFile(file));
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }

    /// The index that is read: the first format's, and of the others only where there are no weights already.
    private static Path index(Path folder) {
        TensorFormat[] formats = TensorFormat.values();
        return Arrays.stream(formats)
                .filter(format -> format == formats[0] || !hasWeights(folder))
                .map(format -> folder.resolve(format.indexName()))
                .filter(Files::exists)
                .findFirst()
                .orElse(folder.resolve(formats[0].indexName()));
    }

    /// Shards the index names; none beside a file that holds everything, which is read instead, none without an index,
    /// or when it cannot be read, which opening it will complain about.
    private static Set<String> shards(Path folder) {
        var shards = new TreeSet<String>();
        Path index = index(folder);
        try {
            String whole = String.valueOf(index.getFileName()).replaceFirst("\\.index\\.json$", "");
            if (Files.isRegularFile(folder.resolve(whole))
                    || !Files.isRegularFile(index)
                    || Files.size(index) > LONGEST_INDEX) {
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
