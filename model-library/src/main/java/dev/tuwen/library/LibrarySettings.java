package dev.tuwen.library;

import dev.tuwen.network.NetworkRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the person chose about models and the network; shared by the window and the commands, in `library.json` of the
/// home folder. A setting is one constant here; what other versions wrote beside these stays in the file. Immutable.
public final class LibrarySettings {
    /// Greatest number of parts at once.
    public static final int MAXIMUM_PARTS = 16;

    /// Where models are kept; `models` in the home folder until somebody chooses.
    public static final Setting<Optional<Path>> MODELS = Setting.path("models");
    /// What is opened when no model is named; empty when nobody chose.
    public static final Setting<String> DEFAULT_MODEL = Setting.text("default", "");
    /// Whether no connection may be made; [#networkRules] heeds the environment, too.
    public static final Setting<Boolean> SEALED = Setting.truth("sealed");
    /// `system`, `none`, `host:port`, or `user:password@host:port`.
    public static final Setting<String> PROXY = Setting.text("proxy", NetworkRules.OPEN.proxy());
    /// Id of the source to download from, or `auto` for the quickest.
    public static final Setting<String> SOURCE = Setting.text("source", DownloadPlanner.QUICKEST);
    /// Address of the user's own source; empty when there is none.
    public static final Setting<String> OWN_ADDRESS = Setting.text("ownAddress", "");
    /// Limit of all downloads together; 0 for as many as come.
    public static final Setting<Long> BYTES_PER_SECOND = Setting.quantity("bytesPerSecond");
    /// How many parts of a model are downloaded at once.
    public static final Setting<Integer> PARTS = Setting.number("parts", 4, 1, MAXIMUM_PARTS);
    /// Whether it may be looked for newer versions, once a day.
    public static final Setting<Boolean> LOOK_FOR_UPDATES = Setting.truth("lookForUpdates");
    /// When that was done last, as of ISO 8601; empty when never.
    public static final Setting<String> LOOKED_FOR_UPDATES = Setting.text("lookedForUpdates", "");
    /// Models that stay where the person has them, by name.
    public static final Setting<Map<String, Path>> EXTERNAL = Setting.paths("external");

    private static final System.Logger LOG = System.getLogger(LibrarySettings.class.getName());
    private static final String FILE = "library.json";
    private static final long LARGEST_FILE = 1 << 20;

    private final ObjectNode stored;

    private LibrarySettings(ObjectNode stored) {
        this.stored = stored;
    }

    /// What was saved last. A file that cannot be understood leaves the application sealed: a promise to make no
    /// connection is not broken by a damaged disk.
    ///
    /// @param home the home folder of the application
    public static LibrarySettings read(Path home) {
        Path file = home.resolve(FILE);
        var none = new LibrarySettings(JsonNodeFactory.instance.objectNode());
        if (!Files.exists(file)) {
            return none;
        }
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new IOException("more than " + LARGEST_FILE + " bytes");
            }
            JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
            if (!(root instanceof ObjectNode stored)) {
                throw new IOException("no JSON object");
            }
            return new LibrarySettings(stored);
        } catch (IOException | JacksonException e) {
            LOG.log(System.Logger.Level.WARNING, "'" + file + "' cannot be read; the application stays sealed", e);
            return none.with(SEALED, true);
        }
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
                Files.writeString(fresh, changed.stored.toPrettyString());
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

    /// What was chosen, or what holds before anybody chose.
    public <T> T value(Setting<T> setting) {
        return setting.read().apply(stored.path(setting.key()));
    }

    /// The same with another choice.
    public <T> LibrarySettings with(Setting<T> setting, T choice) {
        ObjectNode changed = stored.deepCopy();
        changed.set(
                setting.key(), JsonMapper.shared().valueToTree(setting.write().apply(choice)));
        return new LibrarySettings(changed);
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
        return new NetworkRules(value(SEALED) || NetworkRules.sealedBy(System.getenv()), value(PROXY));
    }
}
