package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class BillTest {
    /// As the plugin writes it, shortened.
    private static final String LIBRARIES = """
            {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "urn:uuid:0", "version": 1,
             "metadata": {"timestamp": "2020-01-01T00:00:00Z",
                          "component": {"type": "library", "bom-ref": "app", "name": "tuwen-app-fx"}},
             "components": [
              {"type": "library", "bom-ref": "picocli", "name": "picocli", "licenses": [{"license": {"id": "Apache-2.0"}}]},
              {"type": "library", "bom-ref": "cuda", "name": "tuwen-native-cuda"},
              {"type": "library", "bom-ref": "metal", "name": "tuwen-native-metal"}],
             "dependencies": [
              {"ref": "app", "dependsOn": ["picocli", "cuda", "metal"]},
              {"ref": "picocli"}, {"ref": "cuda", "dependsOn": ["picocli"]}, {"ref": "metal"}]}
            """;

    @TempDir
    Path folder;

    private Path libraries = Path.of("");
    private Path file = Path.of("");
    private Path model = Path.of("");
    private Path jdk = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        libraries = Files.writeString(folder.resolve("bill.json"), LIBRARIES);
        file = Files.writeString(folder.resolve("tuwen.deb"), "package");
        model = Files.writeString(folder.resolve("model.safetensors"), "weights");
        jdk = Files.createDirectory(folder.resolve("jdk"));
        Files.writeString(
                jdk.resolve("release"), "IMPLEMENTOR=\"Some Maker\"\nJAVA_RUNTIME_VERSION=\"25.0.3+9-LTS\"\n");
    }

    @Test
    void holdsWhatMavenKnowsNothingOf() throws IOException {
        Path fonts = Files.createDirectory(folder.resolve("fonts"));
        Files.writeString(fonts.resolve("NotoSansSC-Regular.ttf"), "a");
        Files.writeString(fonts.resolve("NotoSansSC-Bold.ttf"), "b");

        JsonNode bill = bill(new Target.Linux(Architecture.X64), fonts);

        assertThat(names(bill))
                .containsExactly(
                        "picocli",
                        "tuwen-native-cuda",
                        "OpenJDK",
                        "Noto Sans SC Regular",
                        "Noto Sans SC Bold",
                        "tuwen-demo-model-weights");
        JsonNode machine = bill.get("components").get(2);
        assertThat(machine.get("version").asString()).isEqualTo("25.0.3+9-LTS");
        assertThat(machine.get("supplier").get("name").asString()).isEqualTo("Some Maker");
        assertThat(machine.get("pedigree").get("notes").asString()).contains("jdk.incubator.vector");
        assertThat(dependencies(bill, "app"))
                .containsExactly(
                        "picocli",
                        "cuda",
                        "pkg:generic/openjdk@25.0.3+9-LTS",
                        "Noto-Sans-SC-Regular@2.004",
                        "Noto-Sans-SC-Bold@2.004",
                        "tuwen-demo-model-weights@0.3.1");
        for (JsonNode component : bill.get("components")) {
            if (!component.get("name").asString().startsWith("tuwen-native")) {
                assertThat(component.get("licenses")).as(component.toString()).isNotEmpty();
            }
        }
    }

    @Test
    void leavesOutWhatBelongsToOtherSystems() throws IOException {
        JsonNode bill = bill(new Target.MacOs(Architecture.ARM64), folder.resolve("none"));

        assertThat(names(bill)).containsExactly("picocli", "tuwen-native-metal", "OpenJDK", "tuwen-demo-model-weights");
        assertThat(dependencies(bill, "app")).doesNotContain("cuda");
        assertThat(bill.get("dependencies").toString()).doesNotContain("cuda");
    }

    @Test
    void namesThePackageByItsContent() throws IOException {
        JsonNode application = bill(new Target.Linux(Architecture.X64), folder.resolve("none"))
                .get("metadata")
                .get("component");

        assertThat(application.get("type").asString()).isEqualTo("application");
        assertThat(application.get("hashes").get(0).get("content").asString()).isEqualTo(Digests.sha256(file));
        assertThat(application.get("properties").get(0).get("value").asString()).isEqualTo("tuwen.deb");
    }

    @Test
    void samePackageHasTheSameBill() throws IOException {
        Path none = folder.resolve("none");
        JsonNode first = bill(new Target.Linux(Architecture.X64), none);
        JsonNode second = bill(new Target.Linux(Architecture.X64), none);
        Files.writeString(file, "another");
        JsonNode third = bill(new Target.Linux(Architecture.X64), none);

        assertThat(second).isEqualTo(first);
        assertThat(third.get("serialNumber")).isNotEqualTo(first.get("serialNumber"));
        assertThat(first.get("metadata").get("timestamp").asString()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void licencesComeFromJarsAndFromWhatIsKept() throws IOException {
        Path jars = Files.createDirectory(folder.resolve("jars"));
        Path kept = Files.createDirectory(folder.resolve("kept"));
        jar(jars.resolve("brings.jar"), "META-INF/LICENSE.txt", "META-INF/NOTICE", "a/License.class");
        jar(jars.resolve("javafx-base-linux.jar"), "a/A.class");
        jar(jars.resolve("tuwen-cli.jar"), "a/A.class");
        Files.writeString(kept.resolve("javafx-base.txt"), "GPL");
        Path legal = folder.resolve("legal");

        assertThat(Licences.collect(jars, kept, legal)).containsExactly("brings", "javafx-base");
        assertThat(legal.resolve("brings/LICENSE.txt")).hasContent("META-INF/LICENSE.txt");
        assertThat(legal.resolve("brings/NOTICE")).isRegularFile();
        assertThat(legal.resolve("brings/License.class")).doesNotExist();
        assertThat(legal.resolve("javafx-base/javafx-base.txt")).hasContent("GPL");

        jar(jars.resolve("bare.jar"), "a/A.class");
        assertThatExceptionOfType(PackagingException.class)
                .isThrownBy(() -> Licences.collect(jars, kept, legal))
                .withMessageContaining("'bare.jar' brings no licence");
    }

    private JsonNode bill(Target target, Path fonts) throws IOException {
        Path bill = folder.resolve("tuwen.cdx.json");
        new Bill(libraries, target, Version.parse("0.3.1"), Instant.parse("2026-01-01T00:00:00Z"))
                .write(file, jdk, fonts, model, bill);
        return JsonMapper.builder().build().readTree(Files.readAllBytes(bill));
    }

    private static List<String> names(JsonNode bill) {
        var names = new ArrayList<String>();
        bill.get("components")
                .forEach(component -> names.add(component.get("name").asString()));
        return names;
    }

    private static List<String> dependencies(JsonNode bill, String from) {
        var names = new ArrayList<String>();
        for (JsonNode dependency : bill.get("dependencies")) {
            if (dependency.get("ref").asString().equals(from)) {
                dependency.get("dependsOn").forEach(on -> names.add(on.asString()));
            }
        }
        return names;
    }

    private static void jar(Path file, String... entries) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(file))) {
            for (String entry : entries) {
                out.putNextEntry(new JarEntry(entry));
                out.write(entry.getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
    }
}
