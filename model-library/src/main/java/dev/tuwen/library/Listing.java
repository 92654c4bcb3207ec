package dev.tuwen.library;

import dev.tuwen.library.LibraryException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a source says it has of a repository. Immutable.
///
/// @param source who says so
/// @param repository of what
/// @param state the state of the repository the files are of: a commit, or the name of the newest one
/// @param files the files by name, names not checked yet; empty when the source has no lists
record Listing(Source source, String repository, String state, Map<String, Item> files) {
    private static final int MAXIMUM_FILES = 10_000;
    private static final long MAXIMUM_BYTES = 1L << 42;

    /// A file of the list.
    ///
    /// @param path its name
    /// @param bytes its size
    /// @param digest what it hashes to, or null when the source does not say
    record Item(String path, long bytes, @Nullable FileDigest digest) {}

    Listing {
        files = Map.copyOf(files);
    }

    /// A source without lists.
    static Listing unknown(Source source, String repository) {
        return new Listing(source, repository, source.revision(), Map.of());
    }

    /// This list and the next page of it.
    Listing with(Listing page) {
        var both = new LinkedHashMap<>(files);
        page.files().forEach(both::putIfAbsent);
        return new Listing(source, repository, page.state(), both);
    }

    Optional<Item> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /// Reads a list.
    ///
    /// @param commit the state the source says it is of, if it does
    /// @throws LibraryException if it is none
    static Listing read(Source source, String repository, byte[] answer, Optional<String> commit) {
        JsonNode root;
        try {
            root = JsonMapper.shared().readTree(answer);
        } catch (JacksonException e) {
            throw notAList(source, e);
        }
        JsonNode nodes = source.dialect() == Source.Dialect.MODEL_SCOPE
                ? root.path("Data").path("Files")
                : root;
        if (!nodes.isArray() || nodes.size() > MAXIMUM_FILES) {
            throw notAList(source, null);
        }
        List<Item> items = new ArrayList<>();
        for (JsonNode node : nodes) {
            Item item = source.dialect() == Source.Dialect.MODEL_SCOPE ? modelScope(node) : huggingFace(node);
            if (item != null) {
                items.add(item);
            }
        }
        var files = new LinkedHashMap<String, Item>();
        items.forEach(item -> files.putIfAbsent(item.path(), item));
        String state = commit.filter(name -> name.matches("[0-9a-f]{40}")).orElse(source.revision());
        return new Listing(source, repository, state, files);
    }

    private static LibraryException notAList(Source source, @Nullable Throwable cause) {
        return new LibraryException(
                Kind.SOURCE_BROKEN,
                source.title() + " answers with something that is no list of files; choose another source",
                cause,
                source.title(),
                "JSON");
    }

    private static @Nullable Item huggingFace(JsonNode node) {
        if (!node.path("type").asString("").equals("file")) {
            return null;
        }
        JsonNode lfs = node.path("lfs");
        long bytes = size(lfs.has("size") ? lfs.path("size") : node.path("size"));
        FileDigest digest = lfs.isObject()
                ? digest(FileDigest.Kind.SHA_256, lfs.path("oid").asString("").replaceFirst("^sha256:", ""))
                : digest(FileDigest.Kind.GIT_BLOB, node.path("oid").asString(""));
        return bytes < 0 ? null : new Item(node.path("path").asString(""), bytes, digest);
    }

    private static @Nullable Item modelScope(JsonNode node) {
        if (!node.path("Type").asString("blob").equals("blob")) {
            return null;
        }
        long bytes = size(node.path("Size"));
        String path = node.path("Path").asString(node.path("Name").asString(""));
        return bytes < 0
                ? null
                : new Item(
                        path,
                        bytes,
                        digest(FileDigest.Kind.SHA_256, node.path("Sha256").asString("")));
    }

    private static long size(JsonNode node) {
        boolean fits = node.isIntegralNumber() && node.canConvertToLong();
        return fits && node.longValue() >= 0 && node.longValue() <= MAXIMUM_BYTES ? node.longValue() : -1;
    }

    private static @Nullable FileDigest digest(FileDigest.Kind kind, String hex) {
        try {
            return kind == FileDigest.Kind.SHA_256
                    ? FileDigest.sha256(hex, FileDigest.Origin.SOURCE)
                    : FileDigest.gitBlob(hex, FileDigest.Origin.SOURCE);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }
}
