package dev.tuwen.update;

import java.net.URI;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a list of releases; `docs/releases.md` describes the form. What is wrong in it is passed over, and what is no
/// list is refused: nobody vouches for who wrote it. Stateless.
final class ReleaseFeed {
    /// The longest list that is read, in bytes.
    static final int LARGEST = 1 << 20;

    private static final int FORMAT = 1;
    private static final int MAXIMUM_RELEASES = 1000;
    private static final int MAXIMUM_FILES = 100;
    private static final int LONGEST_NOTES = 4000;
    private static final long LARGEST_PACKAGE = 1L << 33;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]{0,120}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");

    private ReleaseFeed() {}

    /// An address from which a list may be read.
    ///
    /// @return empty if it is none, or of another scheme than `https` and `file`
    static Optional<URI> address(String text) {
        try {
            URI address = URI.create(text.strip());
            return Optional.of(address).filter(given -> isSafe(given) || isFile(given));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static boolean isSafe(URI address) {
        return "https".equalsIgnoreCase(address.getScheme())
                && address.getHost() != null
                && address.getUserInfo() == null;
    }

    private static boolean isFile(URI address) {
        return "file".equalsIgnoreCase(address.getScheme()) && !address.isOpaque() && address.getAuthority() == null;
    }

    /// Reads a list.
    ///
    /// @param from where it was read; addresses in it may be relative to that
    /// @return releases in the order of the list; empty if it is no list
    static Optional<List<Release>> read(byte[] list, URI from) {
        JsonNode root;
        try {
            root = JsonMapper.shared().readTree(list);
        } catch (JacksonException none) {
            return Optional.empty();
        }
        JsonNode nodes = root.path("releases");
        if (list.length > LARGEST
                || root.path("format").asInt(0) != FORMAT
                || !nodes.isArray()
                || nodes.size() > MAXIMUM_RELEASES) {
            return Optional.empty();
        }
        var releases = new ArrayList<Release>();
        for (JsonNode node : nodes) {
            Release release = release(node, from);
            if (release != null) {
                releases.add(release);
            }
        }
        return Optional.of(releases);
    }

    private static @Nullable Release release(JsonNode node, URI from) {
        String version = node.path("version").asString("");
        JsonNode files = node.path("files");
        if (SemanticVersion.parse(version).isEmpty() || !files.isArray() || files.size() > MAXIMUM_FILES) {
            return null;
        }
        try {
            LocalDate date = LocalDate.parse(node.path("date").asString(""));
            var packages = new ArrayList<Release.Artifact>();
            for (JsonNode file : files) {
                Release.Artifact one = file(file, from);
                if (one != null) {
                    packages.add(one);
                }
            }
            return new Release(version, date, notes(node.path("notes")), packages);
        } catch (DateTimeException none) {
            return null;
        }
    }

    private static Release.@Nullable Artifact file(JsonNode node, URI from) {
        String name = node.path("name").asString("");
        String sha256 = node.path("sha256").asString("");
        JsonNode size = node.path("bytes");
        boolean sound = NAME.matcher(name).matches()
                && !Platform.kind(name).isEmpty()
                && SHA_256.matcher(sha256).matches()
                && size.isIntegralNumber()
                && size.canConvertToLong()
                && size.longValue() > 0
                && size.longValue() <= LARGEST_PACKAGE;
        URI address = sound ? resolved(node.path("address").asString(""), from) : null;
        return address == null
                ? null
                : new Release.Artifact(
                        new Platform(
                                node.path("system").asString(""),
                                node.path("architecture").asString("")),
                        name,
                        address,
                        size.longValue(),
                        sha256.toLowerCase(Locale.ROOT));
    }

    /// Files of a list on the disk may be on the disk, others come over https.
    private static @Nullable URI resolved(String text, URI from) {
        try {
            URI address = from.resolve(URI.create(text));
            return !text.isBlank() && (isSafe(address) || (isFile(from) && isFile(address))) ? address : null;
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    private static Map<String, String> notes(JsonNode nodes) {
        var notes = new LinkedHashMap<String, String>();
        nodes.propertyStream().forEach(each -> {
            String text = each.getValue().asString("");
            if (LANGUAGE.matcher(each.getKey()).matches() && !text.isBlank() && text.length() <= LONGEST_NOTES) {
                notes.put(each.getKey(), plain(text));
            }
        });
        return notes;
    }

    /// Without characters that turn lines round or hide something.
    private static String plain(String text) {
        var plain = new StringBuilder();
        text.strip().codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (c == '\n' || (!Character.isISOControl(c) && type != Character.FORMAT && type != Character.SURROGATE)) {
                plain.appendCodePoint(c);
            }
        });
        return plain.toString();
    }
}
