package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tuwen.vision.image.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// What Linux desktops are told, against what the application accepts.
final class DesktopFilesTest {
    private static final String KIT = "application/vnd.tuwen.kit+zip";
    private static final Path ENTRY = Checkout.packaging("linux/dev.tuwen.Tuwen.desktop");
    private static final Path ASK = Checkout.packaging("linux/dev.tuwen.Tuwen.Ask.desktop");
    private static final Path MENU = Checkout.packaging("linux/dev.tuwen.Tuwen.servicemenu.desktop");
    private static final Path METAINFO = Checkout.packaging("linux/dev.tuwen.Tuwen.metainfo.xml");
    private static final Path NAUTILUS = Checkout.packaging("linux/tuwen-nautilus.py");

    @TempDir
    Path folder;

    @Test
    void desktopsOfferThePicturesThatAreRead() throws IOException {
        List<String> withKit =
                Stream.concat(Stream.of(KIT), pictures().stream()).toList();

        assertThat(list(entry(ENTRY), "MimeType")).containsExactly(KIT);
        assertThat(list(entry(ASK), "MimeType")).isEqualTo(pictures());
        assertThat(list(entry(MENU), "MimeType")).isEqualTo(pictures());
        assertThat(texts(Xml.read(METAINFO), "mediatype")).isEqualTo(withKit);
        assertThat(Pattern.compile("\"(image/[a-z]+)\"")
                        .matcher(Files.readString(NAUTILUS))
                        .results()
                        .map(found -> found.group(1)))
                .containsExactlyElementsOf(pictures());
    }

    @Test
    void everyNameIsThereInChineseToo() throws IOException {
        for (Path file : List.of(ENTRY, ASK)) {
            Map<String, String> keys = entry(file);
            for (String key : List.of("Name", "GenericName", "Comment", "Keywords")) {
                if (keys.containsKey(key)) {
                    assertThat(keys).containsKeys(key + "[zh_CN]", key + "[zh_TW]");
                }
            }
            assertThat(keys).containsKeys("Exec", "Icon", "Name").containsEntry("Type", "Application");
        }
    }

    @Test
    void pictureIsAskedAboutInTheSameWordsEverywhere() throws IOException {
        Map<String, String> ask = entry(ASK);
        Map<String, String> action = section(MENU, "Desktop Action ask");
        String nautilus = Files.readString(NAUTILUS);

        for (String key : List.of("Name", "Name[zh_CN]", "Name[zh_TW]")) {
            String name = Objects.requireNonNull(ask.get(key));
            assertThat(action).containsEntry(key, name);
            assertThat(nautilus).contains('"' + name + '"');
        }
        assertThat(ask).containsEntry("Exec", "tuwen open %F").containsEntry("NoDisplay", "true");
        assertThat(action).containsEntry("Exec", "tuwen open %F");
    }

    @Test
    void metainfoNamesTheEntryThatIsInstalled() throws IOException {
        Document metainfo = Xml.read(METAINFO);

        assertThat(texts(metainfo, "id")).containsExactly("dev.tuwen.Tuwen");
        assertThat(texts(metainfo, "launchable"))
                .containsExactly(Objects.requireNonNull(ENTRY.getFileName()).toString());
        assertThat(texts(metainfo, "name").getFirst()).isEqualTo(entry(ENTRY).get("Name"));
    }

    @Test
    void metainfoKnowsTheVersionThatIsBuilt() throws IOException {
        Matcher version = Pattern.compile("<artifactId>tuwen</artifactId>\\s*<version>([0-9.]+)(-SNAPSHOT)?</version>")
                .matcher(Files.readString(Checkout.root().resolve("pom.xml")));

        assertThat(version.find()).isTrue();
        assertThat(attributes(Xml.read(METAINFO), "release", "version").getFirst())
                .isEqualTo(version.group(1));
    }

    @Test
    void kitIsAZipWithAnEndingOfItsOwn() throws IOException {
        Document types = Xml.read(Checkout.packaging("linux/dev.tuwen.Tuwen.xml"));

        assertThat(attributes(types, "mime-type", "type")).containsExactly(KIT);
        assertThat(attributes(types, "sub-class-of", "type")).containsExactly("application/zip");
        assertThat(attributes(types, "glob", "pattern")).containsExactly("*.tuwenkit");
    }

    @Test
    void desktopToolsAcceptTheEntries() throws IOException {
        assumeTrue(Command.find("desktop-file-validate").isPresent(), "desktop-file-validate is not installed");

        for (Path file : List.of(ENTRY, ASK)) {
            assertThat(Command.of("desktop-file-validate", file.toString()).run())
                    .isEmpty();
        }
    }

    @Test
    void doubleClickOnAPictureStaysWithTheViewer() throws IOException {
        assumeTrue(
                Command.find("gio").isPresent()
                        && Command.find("update-desktop-database").isPresent()
                        && Command.find("true").isPresent(),
                "gio and update-desktop-database are not installed");
        Path applications = Files.createDirectories(folder.resolve("applications"));
        for (Path file : List.of(ENTRY, ASK)) {
            String name = file.equals(ASK) ? Product.LINUX_ASK : String.valueOf(file.getFileName());
            Files.writeString(applications.resolve(name), Files.readString(file).replace("Exec=tuwen", "Exec=true"));
        }
        Files.writeString(
                applications.resolve("xviewer.desktop"),
                "[Desktop Entry]\nType=Application\nName=Viewer\nExec=true %f\nMimeType=image/png;\n");
        Command.of("update-desktop-database", applications.toString()).run();

        String said = Command.of("gio", "mime", "image/png")
                .with("XDG_DATA_HOME", folder.toString())
                .with("XDG_DATA_DIRS", folder.toString())
                .with("XDG_CONFIG_HOME", folder.toString())
                .with("XDG_CONFIG_DIRS", folder.toString())
                .with("LC_ALL", "C.UTF-8")
                .run();

        assertThat(said.lines().findFirst().orElse("")).endsWith("xviewer.desktop");
        assertThat(said).contains(Product.LINUX_ASK);
    }

    @Test
    void appStreamAcceptsTheMetainfo() throws IOException {
        assumeTrue(Command.find("appstreamcli").isPresent(), "appstreamcli is not installed");

        assertThat(Command.of("appstreamcli", "validate", "--no-net", "--no-color", METAINFO.toString())
                        .run())
                .doesNotContain("E:", "W:");
    }

    @Test
    void fileManagerOffersToAskAboutPicturesOnly() throws IOException {
        assumeTrue(Command.find("python3").isPresent(), "python3 is not installed");
        Path stub = Files.createDirectories(folder.resolve("gi/repository"));
        Files.writeString(stub.resolveSibling("__init__.py"), "");
        Files.writeString(stub.resolve("__init__.py"), """
                class GObject:
                    class GObject: pass
                class Nautilus:
                    class MenuProvider: pass
                    class MenuItem:
                        def __init__(self, name, label, icon): self.label = label
                        def connect(self, signal, handler): self.handler = handler
                """);
        Path script = folder.resolve("ask.py");
        Files.writeString(script, """
                import importlib.util, subprocess, sys
                spec = importlib.util.spec_from_file_location("extension", sys.argv[1])
                extension = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(extension)
                class File:
                    def __init__(self, kind, path): self.kind, self.path = kind, path
                    def get_mime_type(self): return self.kind
                    def get_location(self): return self
                    def get_path(self): return self.path
                subprocess.Popen = lambda words, **more: print(*words)
                menu = extension.TuwenMenu()
                picture, text, remote = File("image/png", "/a b/图.png"), File("text/plain", "/c"), File("image/png", None)
                for files in [picture], [picture, text], [text], [remote], []:
                    print(len(menu.get_file_items(None, files)), len(menu.get_file_items(files)))
                menu.get_file_items([picture])[0].handler(None)
                """);

        String said = new Command(
                        List.of("python3", "-B", script.toString(), NAUTILUS.toString()),
                        Map.of("PYTHONPATH", folder.toString(), "LC_ALL", "C.UTF-8", "PYTHONUTF8", "1"))
                .run();

        assertThat(said.lines()).containsExactly("1 1", "0 0", "0 0", "0 0", "0 0", "tuwen open /a b/图.png");
    }

    private static List<String> pictures() {
        return Arrays.stream(ImageFormat.values())
                .flatMap(format -> format.mediaTypes().stream())
                .toList();
    }

    private static Map<String, String> entry(Path file) throws IOException {
        return section(file, "Desktop Entry");
    }

    private static Map<String, String> section(Path file, String name) throws IOException {
        var keys = new LinkedHashMap<String, String>();
        boolean inside = false;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("[")) {
                inside = line.equals("[" + name + "]");
            } else if (inside && !line.isBlank() && !line.startsWith("#")) {
                int equals = line.indexOf('=');
                assertThat(equals).as(line).isPositive();
                assertThat(keys.put(line.substring(0, equals), line.substring(equals + 1)))
                        .as("'%s' is given once", line)
                        .isNull();
            }
        }
        return keys;
    }

    private static List<String> list(Map<String, String> keys, String key) {
        List<String> values = List.of(Objects.requireNonNull(keys.get(key), key).split(";"));
        assertThat(new TreeSet<>(values)).hasSameSizeAs(values);
        return values;
    }

    private static List<String> texts(Document document, String tag) {
        return elements(document, tag).stream().map(Element::getTextContent).toList();
    }

    private static List<String> attributes(Document document, String tag, String attribute) {
        return elements(document, tag).stream()
                .map(element -> element.getAttribute(attribute))
                .toList();
    }

    private static List<Element> elements(Document document, String tag) {
        var found = new ArrayList<Element>();
        var nodes = document.getElementsByTagName(tag);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }
}
