package dev.tuwen.library;

import dev.tuwen.network.NetworkRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the person chose about models and the network; shared by the window and the commands, in `library.json` of the
/// home folder. Immutable.
///
/// @param models where models are kept; null for `models` in the home folder
/// @param defaultModel what is opened when no model is named; null when nobody chose
/// @param sealed whether no connection may be made
/// @param proxy `system`, `none`, `host:port`, or `user:password@host:port`
/// @param source id of the source to download from, or `auto` for the quickest
/// @param ownAddress address of the user's own source; empty when there is none
/// @param bytesPerSecond most bytes a second of all downloads together; 0 for as many as come
/// @param parts how many parts of a model are downloaded at once
/// @param external models that stay where the person has them, by name
public record LibrarySettings(
        @Nullable Path models,
        @Nullable String defaultModel,
        boolean sealed,
        String proxy,
        String source,
        String ownAddress,
        long bytesPerSecond,
        int parts,
        Map<String, Path> external) {
    /// Most parts at once.
    public static final int MOST_PARTS = 16;

    /// What holds before anybody chose.
    public static final LibrarySettings DEFAULT =
            new LibrarySettings(null, null, false, "system", "auto", "", 0, 4, Map.of());

    private static final System.Logger LOG = System.getLogger(LibrarySettings.class.getName());
    private static final String FILE = "library.json";
    private static final long LARGEST_FILE = 1 << 20;

    /// Brings the values into their ranges.
    public LibrarySettings {
        bytesPerSecond = Math.max(0, bytesPerSecond);
        parts = Math.clamp(parts, 1, MOST_PARTS);
        external = Map.copyOf(external);
    }

    /// What was saved last. A file that cannot be understood leaves the application sealed: a promise to make no
    /// connection is not broken by a damaged disk.
    ///
    /// @param home the home folder of the application
    public static LibrarySettings read(Path home) {
        Path file = home.resolve(FILE);
        if (!Files.exists(file)) {
            return DEFAULT;
        }
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new IOException("more than " + LARGEST_FILE + " bytes");
            }
            JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
            if (!root.isObject()) {
                throw new IOException("no JSON object");
            }
            return of(root);
        } catch (IOException | JacksonException | InvalidPathException e) {
            LOG.log(System.Logger.Level.WARNING, "'" + file + "' cannot be read; the application stays sealed", e);
            return DEFAULT.withSealed(true);
        }
    }

    private static LibrarySettings of(JsonNode root) {
        var external = new LinkedHashMap<String, Path>();
        root.path("external").propertyStream().forEach(entry -> {
            if (entry.getValue().isString()) {
                external.put(entry.getKey(), Path.of(entry.getValue().stringValue()));
            }
        });
        String models = root.path("models").asString("");
        String chosen = root.path("default").asString("");
        return new LibrarySettings(
                models.isBlank() ? null : Path.of(models),
                chosen.isBlank() ? null : chosen,
                root.path("sealed").asBoolean(false),
                root.path("proxy").asString(DEFAULT.proxy()),
                root.path("source").asString(DEFAULT.source()),
                root.path("ownAddress").asString(""),
                root.path("bytesPerSecond").asLong(0),
                root.path("parts").asInt(DEFAULT.parts()),
                external);
    }

    /// Changes and saves them, whole or not at all.
    ///
    /// @param home the home folder of the application
    /// @param edit makes the new ones of those saved last
    /// @return the new ones
    /// @throws UncheckedIOException if they cannot be written
    public static synchronized LibrarySettings change(Path home, UnaryOperator<LibrarySettings> edit) {
        LibrarySettings changed = edit.apply(read(home));
        try {
            Files.createDirectories(home);
            Path fresh = Files.createTempFile(home, "library", ".tmp");
            try {
                Files.writeString(
                        fresh,
                        JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(changed.toJson()));
                try {
                    Files.move(
                            fresh,
                            home.resolve(FILE),
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                } catch (AtomicMoveNotSupportedException e) {
                    Files.move(fresh, home.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
                }
            } finally {
                Files.deleteIfExists(fresh);
            }
            return changed;
        } catch (IOException e) {
            throw new UncheckedIOException("settings cannot be written to '" + home.resolve(FILE) + "'", e);
        }
    }

    private ObjectNode toJson() {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        if (models != null) {
            root.put("models", models.toString());
        }
        if (defaultModel != null) {
            root.put("default", defaultModel);
        }
        root.put("sealed", sealed);
        root.put("proxy", proxy);
        root.put("source", source);
        root.put("ownAddress", ownAddress);
        root.put("bytesPerSecond", bytesPerSecond);
        root.put("parts", parts);
        ObjectNode others = root.putObject("external");
        external.forEach((name, path) -> others.put(name, path.toString()));
        return root;
    }

    /// A proxy as a person writes it, fit to be kept.
    ///
    /// @throws LibraryException if it is none
    public static String checkedProxy(String text) {
        try {
            return NetworkRules.checkedProxy(text);
        } catch (IOException e) {
            throw new LibraryException(
                    LibraryException.Kind.BAD_SETTING,
                    String.valueOf(e.getMessage()),
                    e,
                    NetworkRules.shownProxy(text.strip()),
                    "host:port");
        }
    }

    /// What holds for connections; the environment may seal what the settings do not.
    public NetworkRules networkRules() {
        return new NetworkRules(sealed || NetworkRules.sealedBy(System.getenv()), proxy);
    }

    /// The same with another folder for models.
    public LibrarySettings withModels(@Nullable Path choice) {
        return new LibrarySettings(
                choice, defaultModel, sealed, proxy, source, ownAddress, bytesPerSecond, parts, external);
    }

    /// The same with another default model.
    public LibrarySettings withDefaultModel(@Nullable String choice) {
        return new LibrarySettings(models, choice, sealed, proxy, source, ownAddress, bytesPerSecond, parts, external);
    }

    /// The same, sealed or not.
    public LibrarySettings withSealed(boolean choice) {
        return new LibrarySettings(
                models, defaultModel, choice, proxy, source, ownAddress, bytesPerSecond, parts, external);
    }

    /// The same through another proxy.
    public LibrarySettings withProxy(String choice) {
        return new LibrarySettings(
                models, defaultModel, sealed, choice, source, ownAddress, bytesPerSecond, parts, external);
    }

    /// The same with another source.
    public LibrarySettings withSource(String choice) {
        return new LibrarySettings(
                models, defaultModel, sealed, proxy, choice, ownAddress, bytesPerSecond, parts, external);
    }

    /// The same with another source of the user's own.
    public LibrarySettings withOwnAddress(String choice) {
        return new LibrarySettings(
                models, defaultModel, sealed, proxy, source, choice, bytesPerSecond, parts, external);
    }

    /// The same, quicker or slower.
    public LibrarySettings withBytesPerSecond(long choice) {
        return new LibrarySettings(models, defaultModel, sealed, proxy, source, ownAddress, choice, parts, external);
    }

    /// The same with other models outside the library.
    public LibrarySettings withExternal(Map<String, Path> choice) {
        return new LibrarySettings(
                models, defaultModel, sealed, proxy, source, ownAddress, bytesPerSecond, parts, choice);
    }
}
