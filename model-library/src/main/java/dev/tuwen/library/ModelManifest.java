package dev.tuwen.library;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Where an installed model came from and what its files hash to; `tuwen.json` in its folder. Immutable.
///
/// @param name of the model in the catalogue or the library
/// @param title what people call it
/// @param origin where it came from, for people: a source and a repository, a kit, a folder
/// @param state of the repository; empty when there is none
/// @param licence the licence its files are under; empty when nobody knows
/// @param licenceAddress where its text is
/// @param files the files
public record ModelManifest(
        String name,
        String title,
        String origin,
        String state,
        String licence,
        String licenceAddress,
        List<Item> files) {
    /// Name of the file.
    public static final String FILE = "tuwen.json";

    private static final int FORMAT = 1;
    private static final long LARGEST = 4 << 20;

    /// One file.
    ///
    /// @param path its name
    /// @param bytes its size
    /// @param digest what it hashes to, or null when nobody knows
    public record Item(String path, long bytes, @Nullable FileDigest digest) {}

    /// Copies the list.
    public ModelManifest {
        files = List.copyOf(files);
    }

    /// The manifest of an installed model, if it has one that can be understood.
    public static Optional<ModelManifest> read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
                return Optional.empty();
            }
            return Optional.of(parse(Files.readString(file)));
        } catch (IOException | IllegalArgumentException | JacksonException damaged) {
            return Optional.empty();
        }
    }

    /// Reads a manifest.
    ///
    /// @throws IllegalArgumentException if it is none
    static ModelManifest parse(String text) {
        JsonNode root = JsonMapper.shared().readTree(text);
        if (root.path("format").asInt(0) != FORMAT || !root.path("files").isArray()) {
            throw new IllegalArgumentException("no \"format\": " + FORMAT + " or no list 'files'");
        }
        var files = new ArrayList<Item>();
        for (JsonNode node : root.path("files")) {
            String path = node.path("path").asString("");
            if (!SafeNames.isSafe(path)) {
                throw new IllegalArgumentException("it names the file '" + SafeNames.shown(path) + "'");
            }
            files.add(new Item(path, node.path("bytes").asLong(-1), digest(node)));
        }
        return new ModelManifest(
                root.path("name").asString(""),
                root.path("title").asString(""),
                root.path("origin").asString(""),
                root.path("state").asString(""),
                root.path("licence").asString(""),
                root.path("licenceAddress").asString(""),
                files);
    }

    private static @Nullable FileDigest digest(JsonNode node) {
        FileDigest.Origin origin = FileDigest.Origin.RECORDED;
        for (FileDigest.Origin other : FileDigest.Origin.values()) {
            if (other.name().equalsIgnoreCase(node.path("vouched").asString(""))) {
                origin = other;
            }
        }
        String sha256 = node.path("sha256").asString("");
        String gitBlob = node.path("gitBlob").asString("");
        if (!sha256.isEmpty()) {
            return FileDigest.sha256(sha256, origin);
        }
        return gitBlob.isEmpty() ? null : FileDigest.gitBlob(gitBlob, origin);
    }

    String toJson() {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("format", FORMAT);
        root.put("name", name);
        root.put("title", title);
        root.put("origin", origin);
        root.put("state", state);
        root.put("licence", licence);
        root.put("licenceAddress", licenceAddress);
        ArrayNode list = root.putArray("files");
        for (Item item : files) {
            ObjectNode node = list.addObject();
            node.put("path", item.path());
            node.put("bytes", item.bytes());
            FileDigest digest = item.digest();
            if (digest != null) {
                node.put(digest.kind() == FileDigest.Kind.SHA_256 ? "sha256" : "gitBlob", digest.hex());
                node.put("vouched", digest.origin().name().toLowerCase(java.util.Locale.ROOT));
            }
        }
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    /// Writes it into a model's folder.
    ///
    /// @throws LibraryException if it cannot be written
    void write(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            Files.writeString(file, toJson(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw PartialFile.diskFailure(file, e);
        }
    }
}
