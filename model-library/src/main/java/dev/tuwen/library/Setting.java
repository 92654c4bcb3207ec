package dev.tuwen.library;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Something a person may choose, and how it stands in a file. Immutable; the constants of [LibrarySettings].
///
/// @param key its name in the file
/// @param read makes the value of what stands there, perhaps nothing
/// @param write makes what will stand there
/// @param <T> type of the value
public record Setting<T>(String key, Function<JsonNode, T> read, Function<T, ?> write) {
    static Setting<Boolean> truth(String key) {
        return new Setting<>(key, node -> node.asBoolean(false), Function.identity());
    }

    static Setting<String> text(String key, String usual) {
        return new Setting<>(
                key, node -> node.asString(usual).isBlank() ? usual : node.asString(usual), Function.identity());
    }

    static Setting<Integer> number(String key, int usual, int minimum, int maximum) {
        return new Setting<>(key, node -> Math.clamp(node.asInt(usual), minimum, maximum), Function.identity());
    }

    /// A number from 0 on, which it is until somebody chooses.
    static Setting<Long> quantity(String key) {
        return new Setting<>(key, node -> Math.max(0, node.asLong(0)), Function.identity());
    }

    static Setting<Optional<Path>> path(String key) {
        return new Setting<>(
                key, Setting::path, path -> path.map(Path::toString).orElse(""));
    }

    /// Paths by name; those that are none on this system are left out.
    static Setting<Map<String, Path>> paths(String key) {
        return new Setting<>(
                key,
                node -> {
                    var paths = new LinkedHashMap<String, Path>();
                    node.propertyStream()
                            .forEach(each -> path(each.getValue()).ifPresent(path -> paths.put(each.getKey(), path)));
                    return Map.copyOf(paths);
                },
                paths -> {
                    ObjectNode node = JsonMapper.shared().createObjectNode();
                    paths.forEach((name, path) -> node.put(name, path.toString()));
                    return node;
                });
    }

    private static Optional<Path> path(JsonNode node) {
        String text = node.asString("");
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            System.getLogger(Setting.class.getName())
                    .log(System.Logger.Level.WARNING, "a path in the settings is none", e);
            return Optional.empty();
        }
    }
}
