package dev.tuwen.installer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The bill of materials that comes with a package, in CycloneDX. The build's plugin lists the libraries with their
/// licences; here what Maven knows nothing of is added (the Java machine, the fonts, the demo model), and what is not
/// in the package is taken out. The same package has the same bill: its number is that of its content, its time that of
/// the files.
///
/// @param libraries what the plugin wrote
/// @param target the system that the package is for
/// @param version the application's
/// @param time when everything in the package was last changed
record Bill(Path libraries, Target target, Version version, Instant time) {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final String REFERENCE = "bom-ref";
    private static final String COMPONENTS = "components";
    private static final String DEPENDENCIES = "dependencies";
    private static final String VERSION = "version";

    /// Describes one package.
    ///
    /// @param file the package
    /// @param jdk the Java machine that the image was linked from
    /// @param fonts the folder of bundled fonts, which need not be there
    /// @param model the demo model's weights
    /// @param bill the file to write
    void write(Path file, Path jdk, Path fonts, Path model, Path bill) throws IOException {
        ObjectNode document = (ObjectNode) JSON.readTree(Files.readAllBytes(libraries));
        String root = reference(document.get("metadata").get("component"));
        Set<String> gone = takeOut(document);
        var added = new ArrayList<ObjectNode>();
        added.add(machine(jdk));
        if (Files.isDirectory(fonts)) {
            added.addAll(fonts(fonts));
        }
        added.add(component(
                "machine-learning-model", "tuwen-demo-model-weights", version.toString(), "Apache-2.0", model));
        ArrayNode components = (ArrayNode) document.get(COMPONENTS);
        added.forEach(components::add);

        ObjectNode application = component("application", Product.NAME, version.toString(), "Apache-2.0", file);
        application.put(REFERENCE, root);
        application.putObject("supplier").put("name", Product.VENDOR);
        application.putArray("properties").addObject().put("name", "tuwen:file").put("value", fileName(file));
        ObjectNode metadata = (ObjectNode) document.get("metadata");
        metadata.put("timestamp", time.toString());
        metadata.set("component", application);
        link(document, root, added, gone);
        document.put(
                "serialNumber",
                "urn:uuid:" + UUID.nameUUIDFromBytes(document.toString().getBytes(StandardCharsets.UTF_8)));
        Files.write(bill, JSON.writeValueAsBytes(document));
    }

    /// Takes out backends of other systems.
    private Set<String> takeOut(ObjectNode document) {
        var gone = new LinkedHashSet<String>();
        ArrayNode kept = JSON.createArrayNode();
        for (JsonNode component : document.get(COMPONENTS)) {
            String name = component.get("name").asString();
            if (target.excludes(name.replace("tuwen-native-", "dev.tuwen."))) {
                gone.add(reference(component));
            } else {
                kept.add(component);
            }
        }
        document.set(COMPONENTS, kept);
        return gone;
    }

    private static void link(ObjectNode document, String root, List<ObjectNode> added, Set<String> gone) {
        ArrayNode kept = JSON.createArrayNode();
        for (JsonNode dependency : document.get(DEPENDENCIES)) {
            String from = dependency.get("ref").asString();
            if (gone.contains(from)) {
                continue;
            }
            ObjectNode entry = kept.addObject().put("ref", from);
            ArrayNode on = entry.putArray("dependsOn");
            if (dependency.has("dependsOn")) {
                for (JsonNode other : dependency.get("dependsOn")) {
                    if (!gone.contains(other.asString())) {
                        on.add(other.asString());
                    }
                }
            }
            if (from.equals(root)) {
                added.forEach(component -> on.add(reference(component)));
            }
        }
        document.set(DEPENDENCIES, kept);
    }

    /// The Java machine, which jlink changes in one descriptor.
    private static ObjectNode machine(Path jdk) throws IOException {
        var release = new Properties();
        try (var in = Files.newBufferedReader(jdk.resolve("release"))) {
            release.load(in);
        }
        String full = unquoted(release, "JAVA_RUNTIME_VERSION");
        ObjectNode machine = JSON.createObjectNode();
        machine.put("type", "platform");
        machine.put(REFERENCE, "pkg:generic/openjdk@" + full);
        machine.put("purl", "pkg:generic/openjdk@" + full.replace("+", "%2B"));
        machine.putObject("supplier").put("name", unquoted(release, "IMPLEMENTOR"));
        machine.put("name", "OpenJDK");
        machine.put(VERSION, full);
        licence(machine, "GPL-2.0-only WITH Classpath-exception-2.0");
        machine.put("modified", true);
        machine.putObject("pedigree")
                .put(
                        "notes",
                        "linked for this application; the descriptor of jdk.incubator.vector comes without its mark of an"
                                + " incubating module");
        return machine;
    }

    private static List<ObjectNode> fonts(Path folder) throws IOException {
        var fonts = new ArrayList<ObjectNode>();
        for (String style : List.of("Regular", "Bold")) {
            Path file = folder.resolve("NotoSansSC-" + style + ".ttf");
            ObjectNode font = component("data", "Noto Sans SC " + style, "2.004", "OFL-1.1", file);
            font.putObject("pedigree").put("notes", "contours united, the space widened");
            fonts.add(font);
        }
        return fonts;
    }

    private static ObjectNode component(String type, String name, String version, String licence, Path file)
            throws IOException {
        ObjectNode component = JSON.createObjectNode();
        component.put("type", type);
        component.put(REFERENCE, name.replace(' ', '-') + "@" + version);
        component.put("name", name);
        component.put(VERSION, version);
        component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", Digests.sha256(file));
        licence(component, licence);
        return component;
    }

    private static void licence(ObjectNode component, String licence) {
        ArrayNode licences = component.putArray("licenses");
        if (licence.contains(" ")) {
            licences.addObject().put("expression", licence);
        } else {
            licences.addObject().putObject("license").put("id", licence);
        }
    }

    private static String reference(JsonNode component) {
        return component.get(REFERENCE).asString();
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String unquoted(Properties release, String key) {
        String value = release.getProperty(key);
        if (value == null) {
            throw new PackagingException("the Java machine that the image was linked from does not say its " + key);
        }
        return value.replace("\"", "");
    }
}
