package dev.tuwen.family;

import dev.tuwen.weights.ConfigFormatException;
import java.nio.file.Path;
import java.util.Map;

/// Where a model's numbers stand, so that a fault can be named by file and key.
///
/// @param file holds them
/// @param keys the file's names for keys of `config.json`, without those that are the same
public record SettingsOrigin(Path file, Map<String, String> keys) {
    /// Copies the names.
    public SettingsOrigin {
        keys = Map.copyOf(keys);
    }

    /// A number that the tensors contradict.
    ///
    /// @param key its name in `config.json`
    /// @param stored what the tensors say
    /// @param tensor the tensor that says it
    /// @param found what the settings say
    public ConfigFormatException contradiction(String key, Object stored, String tensor, Object found) {
        return new ConfigFormatException(
                file,
                "'" + keys.getOrDefault(key, key) + "' to be " + stored + ", as in the weights (tensor '" + tensor
                        + "'); settings and weights must be of one model, take both from the same download",
                String.valueOf(found));
    }

    /// Refuses a number that the tensors contradict.
    ///
    /// @param key its name in `config.json`
    /// @param stored what the tensors say
    /// @param tensor the tensor that says it
    /// @param found what the settings say
    public void check(String key, long stored, String tensor, long found) {
        if (stored != found) {
            throw contradiction(key, stored, tensor, found);
        }
    }
}
