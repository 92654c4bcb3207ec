package dev.tuwen.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the list in which the application looks for newer versions, `docs/releases.md`, beside the packages of one
/// version. Run by the pipeline that has the packages of all systems.
public final class ReleaseList {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// The system of a kind of package; of several for one system, the first is offered to who has none of them.
    private static final Map<String, String> SYSTEMS = systems();

    /// How files are named for a processor, in the words of each system.
    private static final Map<String, Architecture> ARCHITECTURES = architectures();

    private ReleaseList() {}

    /// Writes `releases.json`.
    ///
    /// @param arguments the folder of packages, the version
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("two arguments are expected: the folder of packages, the version");
        }
        Path packages = Path.of(arguments[0]);
        write(packages, Version.parse(arguments[1]), LocalDate.now(ZoneOffset.UTC), packages.resolve("releases.json"));
    }

    /// Writes the list of one version.
    ///
    /// @param packages the folder they lie in; files that are no packages are passed over
    /// @param version what all of them are
    /// @param date of the release
    /// @param list the file to write
    static void write(Path packages, Version version, LocalDate date, Path list) throws IOException {
        ObjectNode document = JSON.createObjectNode();
        document.put("format", 1);
        ObjectNode release = document.putArray("releases").addObject();
        release.put("version", version.toString());
        release.put("date", date.toString());
        ArrayNode files = release.putArray("files");
        for (Path file : sorted(packages)) {
            String name = name(file);
            ObjectNode entry = files.addObject();
            entry.put("system", kind(name).map(SYSTEMS::get).orElseThrow());
            entry.put("architecture", architecture(name).label());
            entry.put("name", name);
            entry.put("address", name);
            entry.put("bytes", Files.size(file));
            entry.put("sha256", Digests.sha256(file));
        }
        if (files.isEmpty()) {
            throw new PackagingException("'" + packages + "' holds no packages");
        }
        Files.write(list, JSON.writeValueAsBytes(document));
    }

    private static List<Path> sorted(Path packages) throws IOException {
        List<String> kinds = List.copyOf(SYSTEMS.keySet());
        try (Stream<Path> files = Files.list(packages)) {
            return files.filter(file -> kind(name(file)).isPresent())
                    .sorted(Comparator.comparingInt((Path file) ->
                                    kinds.indexOf(kind(name(file)).orElseThrow()))
                            .thenComparingInt(file -> name(file).length())
                            .thenComparing(ReleaseList::name))
                    .toList();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Optional<String> kind(String name) {
        return SYSTEMS.keySet().stream().filter(name::endsWith).findFirst();
    }

    private static Architecture architecture(String name) {
        return ARCHITECTURES.entrySet().stream()
                .filter(each -> name.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new PackagingException("'" + name + "' does not say which processor it is for"));
    }

    private static Map<String, String> systems() {
        var systems = new LinkedHashMap<String, String>();
        List.of(".deb", ".rpm", ".AppImage", ".tar.gz").forEach(kind -> systems.put(kind, "linux"));
        List.of(".msi", ".zip").forEach(kind -> systems.put(kind, "windows"));
        List.of(".dmg", ".pkg").forEach(kind -> systems.put(kind, "macos"));
        return systems;
    }

    private static Map<String, Architecture> architectures() {
        var names = new LinkedHashMap<String, Architecture>();
        for (Architecture architecture : Architecture.values()) {
            for (String name :
                    List.of(architecture.label(), architecture.debian(), architecture.rpm(), architecture.jmod())) {
                names.put(name, architecture);
            }
        }
        return names;
    }
}
