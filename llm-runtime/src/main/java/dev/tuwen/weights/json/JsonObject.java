package dev.tuwen.weights.json;

import dev.tuwen.weights.ModelFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An object of a [JsonFile] with typed access to its keys. A key that is absent or `null` is an empty answer; a value
/// of another type or out of bounds is a fault of the file. It remembers which keys were asked for, so that a setting
/// nobody reads can be told from one that was. Any thread.
public final class JsonObject {
    private final Path file;
    private final String path;
    private final JsonNode node;
    private final JsonFile.Fault fault;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final Map<String, JsonObject> inside = new ConcurrentHashMap<>();

    JsonObject(Path file, String path, JsonNode node, JsonFile.Fault fault) {
        this.file = file;
        this.path = path;
        this.node = node;
        this.fault = fault;
    }

    /// The file this is from.
    public Path file() {
        return file;
    }

    /// The keys, in the file's order.
    public Collection<String> keys() {
        return node.propertyNames();
    }

    /// The keys that nobody has asked for, those of objects that were read as `outer.inner`; without those whose value
    /// says nothing, as `null` or a number that is none.
    public List<String> unread() {
        var unread = new ArrayList<String>();
        for (String key : keys()) {
            JsonObject read = inside.get(key);
            if (read != null) {
                unread.addAll(read.unread());
            } else if (!asked.contains(key) && saysSomething(node.get(key))) {
                unread.add(path + key);
            }
        }
        return unread;
    }

    private static boolean saysSomething(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return false;
        }
        if (value.isNumber()) {
            return Double.isFinite(value.doubleValueOpt().orElse(0));
        }
        for (JsonNode item : value) {
            if (!item.isNull() && !saysSomething(item)) {
                return false;
            }
        }
        return true;
    }

    /// Whether the key is there with a value other than `null`.
    public boolean has(String key) {
        return value(key) != null;
    }

    /// An integer between two bounds, both allowed; `50.0` is one.
    public OptionalInt integer(String key, int minimum, int maximum) {
        JsonNode value = value(key);
        return value == null ? OptionalInt.empty() : OptionalInt.of(whole(key, value, minimum, maximum));
    }

    /// Integers between two bounds, both allowed; one alone need not be in a list.
    public List<Integer> integers(String key, int minimum, int maximum) {
        JsonNode value = value(key);
        if (value == null) {
            return List.of();
        }
        List<Integer> integers = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(item -> integers.add(whole(key, item, minimum, maximum)));
        } else {
            integers.add(whole(key, value, minimum, maximum));
        }
        return integers;
    }

    private int whole(String key, JsonNode value, int minimum, int maximum) {
        double number = value.isNumber() ? value.doubleValueOpt().orElse(Double.NaN) : Double.NaN;
        if (!(number >= minimum && number <= maximum) || number != Math.rint(number)) {
            throw wrong(key, "an integer from " + minimum + " to " + maximum, value);
        }
        return (int) number;
    }

    /// An integer that has to be there.
    public int requiredInteger(String key, int minimum, int maximum) {
        return integer(key, minimum, maximum).orElseThrow(() -> missing(key, "an integer"));
    }

    /// A number between two bounds, both allowed; a whole number will do.
    public OptionalDouble number(String key, double minimum, double maximum) {
        JsonNode value = value(key);
        if (value == null) {
            return OptionalDouble.empty();
        }
        // A whole number beyond the largest double has no value as one.
        double number = value.isNumber() ? value.doubleValueOpt().orElse(Double.NaN) : Double.NaN;
        if (!(number >= minimum && number <= maximum)) {
            throw wrong(key, "a number from " + minimum + " to " + maximum, value);
        }
        return OptionalDouble.of(number);
    }

    /// A truth value.
    public Optional<Boolean> truth(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isBoolean()) {
            throw wrong(key, "true or false", value);
        }
        return Optional.of(value.booleanValue());
    }

    /// A text.
    public Optional<String> text(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw wrong(key, "a text", value);
        }
        return Optional.of(value.stringValue());
    }

    /// Whether the value of a key is a text.
    public boolean isText(String key) {
        JsonNode value = value(key);
        return value != null && value.isString();
    }

    /// Whether the value of a key is an object.
    public boolean isObject(String key) {
        JsonNode value = value(key);
        return value != null && value.isObject();
    }

    /// An object.
    public Optional<JsonObject> object(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw wrong(key, "an object", value);
        }
        JsonObject read = inside.get(key);
        if (read == null) {
            read = new JsonObject(file, path + key + ".", value, fault);
            inside.put(key, read);
        }
        return Optional.of(read);
    }

    /// A text, or the text under `content` of an object: both ways of writing a token are in use.
    public Optional<String> textOrContent(String key) {
        return isObject(key) ? object(key).flatMap(token -> token.text("content")) : text(key);
    }

    /// A list of texts; each may be written as in [#textOrContent].
    public List<String> texts(String key) {
        JsonNode list = value(key);
        if (list == null) {
            return List.of();
        }
        if (!list.isArray()) {
            throw wrong(key, "a list of texts", list);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list) {
            JsonNode content = item.isObject() ? item.get("content") : item;
            if (content == null || !content.isString()) {
                throw wrong(key, "a list of texts", item);
            }
            texts.add(content.stringValue());
        }
        return texts;
    }

    /// A fault of the file at a key.
    public ModelFormatException fault(String key, String expected, String found) {
        return fault.of(file, "'" + path + key + "' to be " + expected, found);
    }

    private @Nullable JsonNode value(String key) {
        asked.add(key);
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private ModelFormatException missing(String key, String expected) {
        return fault(key, expected, "no such key");
    }

    private ModelFormatException wrong(String key, String expected, JsonNode value) {
        return fault(key, expected, ModelFormatException.quoted(value.toString()));
    }
}
