package dev.tuwen.weights.stored;

import dev.tuwen.weights.ConfigFormatException;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.json.JsonFile;
import dev.tuwen.weights.json.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads `model.safetensors.index.json` or `pytorch_model.bin.index.json`: which tensor is in which shard. A shard is a
/// plain file name beside the index; nothing that could lead elsewhere is followed.
final class ShardIndex {
    private ShardIndex() {}

    /// Tensor names, as stored, with their shard's file name.
    ///
    /// @param index the index file
    /// @param ending of the shards' names, as `.safetensors`
    /// @throws ModelFormatException if it is damaged or names a file that is no plain name
    static Map<String, String> read(Path index, String ending) {
        JsonObject map = JsonFile.read(index, ConfigFormatException::new)
                .object("weight_map")
                .orElseThrow(() -> new ConfigFormatException(index, "'weight_map'", "no such key"));
        Map<String, String> shards = new LinkedHashMap<>();
        for (String tensor : map.keys()) {
            String shard = map.text(tensor).orElse("");
            if (!isPlainFileName(shard, ending)) {
                throw map.fault(
                        ModelFormatException.quoted(tensor),
                        "in a '" + ending + "' file beside the index",
                        ModelFormatException.quoted(shard));
            }
            shards.put(tensor, shard);
        }
        return shards;
    }

    private static boolean isPlainFileName(String name, String ending) {
        return name.length() <= 255
                && name.endsWith(ending)
                && !name.startsWith(".")
                && name.chars().allMatch(c -> c >= ' ' && c != '/' && c != '\\' && c != ':' && c != 0x7f);
    }
}
