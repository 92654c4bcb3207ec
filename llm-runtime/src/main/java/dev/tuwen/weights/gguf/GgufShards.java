package dev.tuwen.weights.gguf;

import dev.tuwen.weights.WeightFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The files of one model: a single one, or shards named `name-00001-of-00003.gguf`, any of which stands for all.
/// Stateless.
public final class GgufShards {
    private static final Pattern NAME = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");
    private static final int MAX_SHARDS = 1000;

    private GgufShards() {}

    /// All files of the model one of whose files this is, the first one first.
    ///
    /// @throws WeightFormatException if the name's numbers make no sense
    public static List<Path> of(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
            return List.of(file);
        }
        int number = Integer.parseInt(name.group(2));
        int count = Integer.parseInt(name.group(3));
        if (count < 1 || count > MAX_SHARDS || number < 1 || number > count) {
            throw new WeightFormatException(
                    file, 0, "a shard numbered 1 to " + count + " of at most " + MAX_SHARDS, "number " + number);
        }
        var files = new ArrayList<Path>();
        for (int i = 1; i <= count; i++) {
            files.add(file.resolveSibling(
                    String.format(java.util.Locale.ROOT, "%s-%05d-of-%05d.gguf", name.group(1), i, count)));
        }
        return files;
    }

    /// Opens all files of a model.
    ///
    /// @throws WeightFormatException if one is missing or damaged, or they do not belong together
    static List<GgufFile> open(Path file) {
        List<GgufFile> opened = new ArrayList<>();
        boolean done = false;
        try {
            List<Path> files = of(file);
            for (Path shard : files) {
                opened.add(GgufFile.open(shard));
            }
            check(opened);
            done = true;
            return opened;
        } finally {
            if (!done) {
                opened.forEach(GgufFile::close);
            }
        }
    }

    private static void check(List<GgufFile> files) {
        Set<String> tensors = new HashSet<>();
        for (int i = 0; i < files.size(); i++) {
            GgufMetadata metadata = files.get(i).metadata();
            int count = metadata.integer("split.count", 0, MAX_SHARDS).orElse(files.size());
            int number = metadata.integer("split.no", 0, MAX_SHARDS).orElse(i);
            if (Math.max(1, count) != files.size()) {
                throw metadata.fault(
                        "split.count",
                        files.size() + ", as the name says (a shard is named 'name-00001-of-00003.gguf')",
                        "'" + count + "'");
            }
            if (number != i) {
                throw metadata.fault("split.no", String.valueOf(i), "'" + number + "'");
            }
            for (String tensor : files.get(i).names()) {
                if (!tensors.add(tensor)) {
                    throw new WeightFormatException(
                            files.get(i).file(),
                            files.get(i).tensor(tensor).offset(),
                            "each tensor in one shard",
                            WeightFormatException.quoted(tensor) + " again");
                }
            }
        }
        GgufMetadata first = files.getFirst().metadata();
        int expected =
                first.integer("split.tensors.count", 0, Integer.MAX_VALUE).orElse(tensors.size());
        if (files.size() > 1 && expected != tensors.size()) {
            throw first.fault("split.tensors.count", "the " + tensors.size() + " of all shards", "'" + expected + "'");
        }
    }
}
