package dev.tuwen.app.settings;

import dev.tuwen.app.i18n.Language;
import dev.tuwen.model.OpenOptions;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The preferences as a JSON file. It is written whole or not at all; a file that cannot be understood is kept aside
/// under another name and the defaults hold. Any one thread at a time.
public final class PreferencesStore {
    private static final System.Logger LOG = System.getLogger(PreferencesStore.class.getName());
    private static final String SYSTEM = "system";
    private static final long LARGEST_FILE = 1 << 20;

    private final Path file;

    /// @param home the application's home folder; need not be there yet
    public PreferencesStore(Path home) {
        this.file = home.resolve("preferences.json");
    }

    /// What was saved last, or the defaults.
    public Preferences load() {
        if (!Files.isRegularFile(file)) {
            return Preferences.DEFAULT;
        }
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new IOException("preferences of more than " + LARGEST_FILE + " bytes");
            }
            JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
            if (!root.isObject()) {
                throw new IOException("preferences are no JSON object");
            }
            return read(root);
        } catch (IOException | JacksonException e) {
            warn("preferences in '" + file + "' cannot be read, defaults are used", e);
            keepAside();
            return Preferences.DEFAULT;
        }
    }

    /// Saves. A disk that cannot be written is no reason to stop: it is logged.
    public void save(Preferences preferences) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null) {
                return;
            }
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, "preferences", ".tmp");
            try {
                Files.writeString(
                        fresh,
                        JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(write(preferences)));
                try {
                    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                } catch (AtomicMoveNotSupportedException e) {
                    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
                }
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException | JacksonException e) {
            warn("preferences cannot be written to '" + file + "'", e);
        }
    }

    /// One sentence for whoever started the application from a terminal; how it came about is for the curious.
    private static void warn(String what, Exception why) {
        String reason = why instanceof JacksonException json ? json.getOriginalMessage() : why.toString();
        LOG.log(System.Logger.Level.WARNING, what + ": " + reason);
        LOG.log(System.Logger.Level.DEBUG, what, why);
    }

    private void keepAside() {
        try {
            Files.move(file, file.resolveSibling("preferences.damaged.json"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            warn("damaged preferences cannot be kept aside", e);
        }
    }

    private static Preferences read(JsonNode root) {
        Preferences other = Preferences.DEFAULT;
        return new Preferences(
                constant(root, "language", Language.class),
                constant(root, "theme", other.theme()),
                root.path("fontSize").asInt(other.fontSize()),
                root.path("model").asString(other.model()),
                assistantOptions(root, other.assistantOptions()),
                sampling(root.path("sampling")),
                maxNewTokens(root.path("maxNewTokens")),
                window(root.path("window")));
    }

    private static @Nullable Integer maxNewTokens(JsonNode chosen) {
        return chosen.isInt() ? chosen.intValue() : null;
    }

    private static OpenOptions assistantOptions(JsonNode root, OpenOptions other) {
        int threads = root.path("threads").asInt(other.threads());
        return new OpenOptions(
                root.path("device").asString(other.device()),
                constant(root, "weights", other.weights()),
                Math.clamp(threads, 0, Preferences.MAX_THREADS),
                constant(root, "cache", other.cache()));
    }

    private static Preferences.@Nullable SamplingChoice sampling(JsonNode node) {
        return node.isObject()
                ? new Preferences.SamplingChoice(
                        node.path("temperature").asDouble(0.7),
                        node.path("topP").asDouble(0.8))
                : null;
    }

    private static Preferences.@Nullable WindowPlace window(JsonNode node) {
        return node.isObject()
                ? new Preferences.WindowPlace(
                        node.path("x").asDouble(0),
                        node.path("y").asDouble(0),
                        node.path("width").asDouble(0),
                        node.path("height").asDouble(0),
                        node.path("maximized").asBoolean(false))
                : null;
    }

    private static <E extends Enum<E>> E constant(JsonNode root, String key, E other) {
        E constant = constant(root, key, other.getDeclaringClass());
        return constant == null ? other : constant;
    }

    private static <E extends Enum<E>> @Nullable E constant(JsonNode root, String key, Class<E> type) {
        String wanted = root.path(key).asString("");
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> name(constant).equalsIgnoreCase(wanted))
                .findFirst()
                .orElse(null);
    }

    private static ObjectNode write(Preferences preferences) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        Language language = preferences.language();
        root.put("language", language == null ? SYSTEM : name(language));
        root.put("theme", name(preferences.theme()));
        root.put("fontSize", preferences.fontSize());
        root.put("model", preferences.model());
        OpenOptions options = preferences.assistantOptions();
        root.put("device", options.device());
        root.put("weights", name(options.weights()));
        root.put("threads", options.threads());
        root.put("cache", name(options.cache()));
        if (preferences.maxNewTokens() != null) {
            root.put("maxNewTokens", preferences.maxNewTokens());
        }
        if (preferences.sampling() instanceof Preferences.SamplingChoice(double temperature, double topP)) {
            root.putObject("sampling").put("temperature", temperature).put("topP", topP);
        }
        Preferences.WindowPlace place = preferences.window();
        if (place != null) {
            root.putObject("window")
                    .put("x", place.x())
                    .put("y", place.y())
                    .put("width", place.width())
                    .put("height", place.height())
                    .put("maximized", place.maximized());
        }
        return root;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// Where it is.
    Path file() {
        return file;
    }
}
