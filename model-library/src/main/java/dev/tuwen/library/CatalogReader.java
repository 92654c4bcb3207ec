package dev.tuwen.library;

import dev.tuwen.family.Family;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.library.LibraryException.Kind;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a catalogue; `docs/catalog.md` describes the form. An entry that is wrong is left out with a sentence, a file
/// that is none is refused whole. Used once.
final class CatalogReader {
    private static final int FORMAT = 1;
    private static final Set<String> LAYOUTS = Set.of("safetensors", "gguf");
    private static final long MAXIMUM_BYTES = 1L << 42;

    private final String where;
    private final boolean own;
    private final Map<String, Licence> licences;

    /// @param where name of the file, for messages
    /// @param own whether it is the user's
    /// @param known licences its entries may name beside those it describes
    CatalogReader(String where, boolean own, Map<String, Licence> known) {
        this.where = where;
        this.own = own;
        this.licences = new LinkedHashMap<>(known);
    }

    /// The licences that are known, those that were read included.
    Map<String, Licence> licences() {
        return licences;
    }

    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message);
        }
    }

    Catalog read(String text) {
        JsonNode root;
        try {
            root = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw damaged("it is no JSON (" + e.getOriginalMessage() + ")", e);
        }
        if (!root.isObject() || root.path("format").asInt(0) != FORMAT) {
            throw damaged("it does not say \"format\": " + FORMAT, null);
        }
        var problems = new ArrayList<String>();
        readLicences(root.path("licences"), problems);
        if (!root.path("models").isArray()) {
            throw damaged("it has no list 'models'", null);
        }
        var entries = new LinkedHashMap<String, CatalogEntry>();
        int number = 0;
        for (JsonNode node : root.path("models")) {
            number++;
            String name = node.path("name").asString("");
            try {
                CatalogEntry entry = entry(node);
                if (entries.putIfAbsent(entry.name(), entry) != null) {
                    throw new Wrong("there is another model of this name before it");
                }
            } catch (Wrong e) {
                problems.add("catalogue '" + where + "', model "
                        + (name.isEmpty() ? "number " + number : "'" + SafeNames.shown(name) + "'") + ": "
                        + e.getMessage());
            }
        }
        return new Catalog(new ArrayList<>(entries.values()), problems);
    }

    private LibraryException damaged(String reason, @Nullable Throwable cause) {
        return new LibraryException(
                Kind.CATALOG_DAMAGED,
                "catalogue '" + where + "' cannot be used: " + reason + "; correct or remove it",
                cause,
                where,
                reason);
    }

    private void readLicences(JsonNode nodes, List<String> problems) {
        nodes.propertyStream().forEach(property -> {
            JsonNode node = property.getValue();
            try {
                licences.put(
                        property.getKey(),
                        new Licence(
                                new Licence.Words(text(node, "title"), text(node, "summary")),
                                translations(node),
                                address(text(node, "address"))));
            } catch (Wrong e) {
                problems.add("catalogue '" + where + "', licence '" + SafeNames.shown(property.getKey()) + "': "
                        + e.getMessage());
            }
        });
    }

    /// Translations by language; the Chinese one may also stand beside the English, as it once had to.
    private static SortedMap<String, Licence.Words> translations(JsonNode node) throws Wrong {
        var translations = new TreeMap<String, Licence.Words>();
        if (node.has("titleChinese") && node.has("summaryChinese")) {
            translations.put("zh", new Licence.Words(text(node, "titleChinese"), text(node, "summaryChinese")));
        }
        for (var property : node.path("translations").properties()) {
            JsonNode words = property.getValue();
            translations.put(property.getKey(), new Licence.Words(text(words, "title"), text(words, "summary")));
        }
        return translations;
    }

    private CatalogEntry entry(JsonNode node) throws Wrong {
        String name = text(node, "name");
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,63}") || !SafeNames.isSafeSegment(name)) {
            throw new Wrong("'name' must be small letters, digits, '-', '_' and '.', 64 at most");
        }
        if (name.equals("demo")) {
            throw new Wrong("'demo' is the name of the model that comes with the application");
        }
        Licence licence = licences.get(text(node, "licence"));
        if (licence == null) {
            throw new Wrong("licence '" + SafeNames.shown(text(node, "licence")) + "' is not described in 'licences'");
        }
        String layout = text(node, "layout");
        if (!LAYOUTS.contains(layout)) {
            throw new Wrong("'layout' is '" + SafeNames.shown(layout) + "', expected safetensors or gguf");
        }
        List<CatalogFile> files = files(node.path("files"));
        List<List<String>> weights = weights(node.path("weights"));
        if (files.isEmpty() && weights.isEmpty()) {
            throw new Wrong("it has neither 'files' nor 'weights'");
        }
        return new CatalogEntry(
                name,
                text(node, "title"),
                family(text(node, "family")),
                text(node, "precision"),
                layout,
                licence,
                number(node, "approximateBytes", 0),
                new CatalogEntry.Memory(number(node, "parameters", 0), number(node, "cacheBytes", 0)),
                repositories(node.path("repositories")),
                files,
                weights,
                own);
    }

    private static Map<String, String> repositories(JsonNode nodes) throws Wrong {
        var repositories = new LinkedHashMap<String, String>();
        for (var property : nodes.properties()) {
            String repository = property.getValue().asString("");
            if (!repository.matches("[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*")
                    || repository.contains("..")) {
                throw new Wrong("repository '" + SafeNames.shown(repository) + "' is not of the form owner/name");
            }
            repositories.put(property.getKey(), repository);
        }
        if (repositories.isEmpty()) {
            throw new Wrong("'repositories' names no source");
        }
        return repositories;
    }

    private static List<CatalogFile> files(JsonNode nodes) throws Wrong {
        var files = new ArrayList<CatalogFile>();
        for (JsonNode node : nodes) {
            String path = text(node, "path");
            if (!SafeNames.isSafe(path)) {
                throw new Wrong("file name '" + SafeNames.shown(path) + "' must not be written");
            }
            String sha256 = node.path("sha256").asString("");
            FileDigest digest = null;
            if (!sha256.isEmpty()) {
                try {
                    digest = FileDigest.sha256(sha256, FileDigest.Origin.CATALOG);
                } catch (IllegalArgumentException e) {
                    throw new Wrong("'sha256' of '" + path + "' has not 64 hexadecimal digits");
                }
            }
            long bytes = number(node, "bytes", -1);
            files.add(new CatalogFile(
                    path, bytes, digest, node.path("optional").asBoolean(false), blocks(node, path, bytes)));
        }
        return files;
    }

    private static CatalogFile.@Nullable Blocks blocks(JsonNode node, String path, long bytes) throws Wrong {
        if (!node.has("blocks")) {
            return null;
        }
        long blockBytes = number(node, "blockBytes", 0);
        var digests = new ArrayList<String>();
        for (JsonNode digest : node.path("blocks")) {
            if (!digest.asString("").matches("[0-9a-fA-F]{64}")) {
                throw new Wrong("a digest in 'blocks' of '" + path + "' has not 64 hexadecimal digits");
            }
            digests.add(digest.asString("").toLowerCase(Locale.ROOT));
        }
        boolean fits = blockBytes >= 1 << 16
                && blockBytes <= 1 << 28
                && bytes >= 0
                && digests.size() == (bytes + blockBytes - 1) / blockBytes;
        if (!fits) {
            throw new Wrong("'blocks' of '" + path
                    + "' needs 'bytes', 'blockBytes' from 65536 to 268435456, and a digest" + " for each block");
        }
        return new CatalogFile.Blocks(blockBytes, digests);
    }

    private static List<List<String>> weights(JsonNode nodes) throws Wrong {
        var groups = new ArrayList<List<String>>();
        for (JsonNode group : nodes) {
            var patterns = new ArrayList<String>();
            for (JsonNode pattern : group) {
                if (!pattern.asString("").matches("[A-Za-z0-9._*-]{1,100}")) {
                    throw new Wrong("a pattern in 'weights' is no file name with '*'");
                }
                patterns.add(pattern.asString(""));
            }
            if (patterns.isEmpty()) {
                throw new Wrong("a group in 'weights' is no list of patterns");
            }
            groups.add(patterns);
        }
        return groups;
    }

    private static Family family(String name) throws Wrong {
        Optional<Family> family = KnownFamilies.ALL.byId(name);
        if (family.isEmpty()) {
            throw new Wrong("'family' is '" + SafeNames.shown(name) + "', expected " + KnownFamilies.ALL.ids());
        }
        return family.get();
    }

    private static String address(String text) throws Wrong {
        try {
            URI address = URI.create(text);
            if ("https".equals(address.getScheme()) || "http".equals(address.getScheme())) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            throw new Wrong("'address' is no address of the web");
        }
        throw new Wrong("'address' is no address of the web");
    }

    private static String text(JsonNode node, String key) throws Wrong {
        String value = node.path(key).asString("").strip();
        if (value.isEmpty() || value.length() > 2000) {
            throw new Wrong("'" + key + "' is missing or too long");
        }
        return value;
    }

    private static long number(JsonNode node, String key, long other) throws Wrong {
        if (!node.has(key)) {
            return other;
        }
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > MAXIMUM_BYTES) {
            throw new Wrong("'" + key + "' is no size");
        }
        return value.longValue();
    }
}
