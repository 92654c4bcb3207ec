package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tuwen.vision.image.ImageFormat;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// The description of the Windows installer, which cannot be built with WiX anywhere but on Windows.
final class WindowsFilesTest {
    private static final Path SOURCE = Checkout.packaging("windows/main.wxs");
    private static final List<String> LANGUAGES = List.of("en", "zh");

    @TempDir
    Path folder;

    @Test
    void explorerOffersThePicturesThatAreRead() throws IOException {
        List<String> endings = Arrays.stream(ImageFormat.values())
                .flatMap(format -> format.endings().stream())
                .map(ending -> "." + ending)
                .toList();

        assertThat(values(Xml.read(SOURCE)).stream()
                        .filter(value -> value.getAttribute("Key").endsWith("SupportedTypes"))
                        .map(value -> value.getAttribute("Name")))
                .containsExactlyElementsOf(endings);
    }

    @Test
    void everythingIsOpenedByTheWindowAndQuoted() throws IOException {
        List<Element> commands = values(Xml.read(SOURCE)).stream()
                .filter(value -> value.getAttribute("Key").endsWith("\\command"))
                .toList();

        assertThat(commands).hasSize(3);
        assertThat(commands)
                .allSatisfy(command ->
                        assertThat(command.getAttribute("Value")).isEqualTo("\"[INSTALLDIR]Tuwen.exe\" open \"%1\""));
    }

    @Test
    void nothingIsWrittenOutsideTheUsersOwnKeys() throws IOException {
        assertThat(values(Xml.read(SOURCE)))
                .isNotEmpty()
                .allSatisfy(value -> assertThat(value.getAttribute("Root")).isEqualTo("HKCU"));
    }

    @Test
    void onlyTheFolderOfTheCommandIsOnTheSearchPath() throws IOException {
        assertThat(elements(Xml.read(SOURCE), "Environment")).singleElement().satisfies(path -> {
            assertThat(path.getAttribute("Value")).isEqualTo("[INSTALLDIR]bin");
            assertThat(path.getAttribute("Part")).isEqualTo("last");
            assertThat(path.getAttribute("Permanent")).isEqualTo("no");
            assertThat(path.getAttribute("System")).isEqualTo("no");
        });
    }

    @Test
    void eachLanguageHasEveryWord() throws IOException {
        var asked = new TreeSet<String>();
        Pattern.compile("!\\(loc\\.(\\w+)\\)")
                .matcher(Files.readString(SOURCE))
                .results()
                .forEach(found -> asked.add(found.group(1)));

        for (String language : LANGUAGES) {
            Document words = Xml.read(Checkout.packaging("windows/" + language + "/tuwen.wxl"));
            assertThat(strings(words).keySet()).as(language).containsExactlyInAnyOrderElementsOf(asked);
            // What a package cannot write in its code page ends the build on Windows.
            String codePage = words.getDocumentElement().getAttribute("Codepage");
            var encoder = Charset.forName(codePage.equals("936") ? "GBK" : "windows-" + codePage)
                    .newEncoder();
            assertThat(strings(words).values()).allMatch(encoder::canEncode);
        }
        assertThat(strings(Xml.read(Checkout.packaging("windows/zh/tuwen.wxl"))))
                .containsEntry("TuwenAsk", "用图问问这张图");
    }

    @Test
    void eachLanguageIsNamedByItsNumber() throws IOException {
        assertThat(Files.readString(Checkout.packaging("windows/en/overrides.wxi")))
                .contains("JpProductLanguage=1033");
        assertThat(Files.readString(Checkout.packaging("windows/zh/overrides.wxi")))
                .contains("JpProductLanguage=2052");
        Xml.read(Checkout.packaging("windows/en/overrides.wxi"));
        Xml.read(Checkout.packaging("windows/zh/overrides.wxi"));
    }

    @Test
    void jpackageCanRewriteItForLaterWix() throws IOException {
        Document source = Xml.read(SOURCE);

        // Its rewriting makes a launch condition of every condition, and leaves attributes alone.
        assertThat(elements(source, "Condition")).isEmpty();
        assertThat(elements(source, "Component"))
                .isNotEmpty()
                .allSatisfy(
                        component -> assertThat(component.hasAttribute("Win64")).isFalse());
        assertThat(elements(source, "ComponentGroupRef").stream().map(group -> group.getAttribute("Id")))
                .contains("Files", "Shortcuts", "FileAssociations");
        assertThat(elements(source, "Component").stream().map(component -> component.getAttribute("Id")))
                .containsExactlyInAnyOrderElementsOf(elements(source, "ComponentRef").stream()
                        .map(reference -> reference.getAttribute("Id"))
                        .toList());
    }

    /// wixl knows no search path and no languages: it gets the keys of the registry, with the words of one language.
    @Test
    void keysOfTheRegistryArriveInAPackage() throws IOException {
        assumeTrue(
                Command.find("wixl").isPresent() && Command.find("msiinfo").isPresent(),
                "wixl and msitools are not installed");
        var words = strings(Xml.read(Checkout.packaging("windows/en/tuwen.wxl")));
        String text = Files.readString(SOURCE);
        for (var word : words.entrySet()) {
            text = text.replace("!(loc." + word.getKey() + ")", word.getValue());
        }
        String components =
                text.substring(text.indexOf("<Component Id=\"TuwenFileTypes\""), text.lastIndexOf("</DirectoryRef>"));
        Files.writeString(folder.resolve("Tuwen.exe"), "MZ");
        Path source = folder.resolve("keys.wxs");
        Files.writeString(
                source, """
                <Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
                <Product Id="*" Name="Tuwen" Language="1033" Version="0.1.0" Manufacturer="Tuwen" UpgradeCode="CODE">
                <Package InstallerVersion="200" Compressed="yes" InstallScope="perUser"/>
                <MediaTemplate EmbedCab="yes"/>
                <Directory Id="TARGETDIR" Name="SourceDir"><Directory Id="LocalAppDataFolder">
                <Directory Id="Programs" Name="Programs"><Directory Id="INSTALLDIR" Name="Tuwen">
                <Component Id="Program" Guid="*"><File Id="Program" Source="Tuwen.exe" KeyPath="yes"/></Component>
                COMPONENTS
                </Directory></Directory></Directory></Directory>
                <Feature Id="All" Level="1"><ComponentRef Id="Program"/><ComponentRef Id="TuwenFileTypes"/>
                <ComponentRef Id="TuwenContextMenu"/></Feature>
                </Product></Wix>
                """.replace("CODE", Product.WINDOWS_UPGRADE_CODE).replace("COMPONENTS", components));
        Path installer = folder.resolve("keys.msi");
        Command.of("wixl", "-o", installer.toString(), source.toString()).run();

        String registry = Command.of("msiinfo", "export", installer.toString(), "Registry")
                .run();
        assertThat(registry)
                .contains(
                        "Software\\Classes\\SystemFileAssociations\\image\\shell\\Tuwen\t\tAsk Tuwen about this picture",
                        "image\\shell\\Tuwen\\command\t\t\"[INSTALLDIR]Tuwen.exe\" open \"%1\"",
                        "Software\\Classes\\.tuwenkit\t\tdev.tuwen.Kit");
        assertThat(Command.of("msiinfo", "export", installer.toString(), "Property")
                        .run())
                .containsIgnoringCase("UpgradeCode\t{" + Product.WINDOWS_UPGRADE_CODE + "}");
    }

    @Test
    void programWithAConsoleTakesTheImageNextDoor() throws IOException {
        Path console = folder.resolve("console/tuwen");
        Files.createDirectories(console.resolve("app"));
        Files.writeString(console.resolve("tuwen.exe"), "MZ");
        Files.writeString(
                console.resolve("app/tuwen.cfg"),
                "[Application]\napp.mainmodule=a/b\n\n[JavaOptions]\njava-options=-Xmx2g\n");
        Path application = Files.createDirectory(folder.resolve("Tuwen"));

        ConsoleLauncher.move(console, application);

        assertThat(application.resolve("bin/tuwen.exe")).hasContent("MZ");
        assertThat(Files.readAllLines(application.resolve("bin/app/tuwen.cfg")))
                .startsWith("[Application]", "app.runtime=$ROOTDIR\\..\\runtime", "app.mainmodule=a/b");
        assertThat(WindowsPackages.programs(application)).hasSize(1);
        assertThatExceptionOfType(PackagingException.class)
                .isThrownBy(() -> ConsoleLauncher.withImage("[Other]\n", "x"))
                .withMessageContaining("[Application]");
    }

    private static List<Element> values(Document document) {
        return elements(document, "RegistryValue");
    }

    private static Map<String, String> strings(Document words) {
        var strings = new LinkedHashMap<String, String>();
        elements(words, "String").forEach(word -> strings.put(word.getAttribute("Id"), word.getTextContent()));
        return strings;
    }

    private static List<Element> elements(Document document, String tag) {
        var found = new ArrayList<Element>();
        var nodes = document.getElementsByTagName(tag);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) Objects.requireNonNull(nodes.item(i)));
        }
        return found;
    }
}
