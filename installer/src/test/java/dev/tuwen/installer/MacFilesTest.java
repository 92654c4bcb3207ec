package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tuwen.vision.image.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/// The property lists and scripts of macOS, which nothing but macOS takes.
final class MacFilesTest {
    private static final List<String> LANGUAGES = List.of("en", "zh-Hans", "zh-Hant");

    @Test
    void finderIsToldOfThePicturesThatAreRead() throws IOException {
        var types = new ArrayList<String>();
        for (ImageFormat format : ImageFormat.values()) {
            types.addAll(
                    switch (format) {
                        case PNG -> List.of("public.png");
                        case JPEG -> List.of("public.jpeg");
                        case GIF -> List.of("com.compuserve.gif");
                        case BMP -> List.of("com.microsoft.bmp");
                        case WEBP -> List.of("org.webmproject.webp");
                        case TIFF -> List.of("public.tiff");
                        case HEIC -> List.of("public.heic", "public.heif");
                        case AVIF -> List.of("public.avif");
                    });
        }

        Map<String, Object> info = plist("macos/Info.plist");

        List<Map<String, Object>> documents = dictionaries(info.get("CFBundleDocumentTypes"));
        assertThat(documents).hasSize(2);
        assertThat(documents.getFirst())
                .containsEntry("LSHandlerRank", "Owner")
                .containsEntry("LSItemContentTypes", List.of("dev.tuwen.kit"));
        assertThat(documents.getLast())
                .containsEntry("LSHandlerRank", "Alternate")
                .containsEntry("LSItemContentTypes", types);
    }

    @Test
    void kitIsATypeOfItsOwn() throws IOException {
        List<Map<String, Object>> types = dictionaries(plist("macos/Info.plist").get("UTExportedTypeDeclarations"));

        assertThat(types)
                .singleElement()
                .satisfies(type -> assertThat(type)
                        .containsEntry("UTTypeIdentifier", "dev.tuwen.kit")
                        .containsEntry("UTTypeConformsTo", List.of("public.zip-archive"))
                        .containsEntry(
                                "UTTypeTagSpecification",
                                Map.of(
                                        "public.filename-extension",
                                        List.of("tuwenkit"),
                                        "public.mime-type",
                                        "application/vnd.tuwen.kit+zip")));
    }

    @Test
    void jpackageFillsInWhatDiffers() throws IOException {
        String template = Files.readString(Checkout.packaging("macos/Info.plist"));

        assertThat(Pattern.compile("DEPLOY_[A-Z_]+")
                        .matcher(template.substring(template.indexOf("<dict>")))
                        .results()
                        .map(found -> found.group()))
                .containsExactlyInAnyOrder(
                        "DEPLOY_BUNDLE_IDENTIFIER",
                        "DEPLOY_BUNDLE_NAME",
                        "DEPLOY_LAUNCHER_NAME",
                        "DEPLOY_ICON_FILE",
                        "DEPLOY_BUNDLE_CFBUNDLE_VERSION",
                        "DEPLOY_BUNDLE_COPYRIGHT");
    }

    @Test
    void nothingIsAllowedBesideWhatAJavaMachineNeeds() throws IOException {
        assertThat(plist("macos/tuwen.entitlements"))
                .isEqualTo(Map.of(
                        "com.apple.security.cs.allow-jit",
                        true,
                        "com.apple.security.cs.allow-unsigned-executable-memory",
                        true));
    }

    @Test
    void quickActionHandsPicturesToTheApplication() throws IOException {
        List<Map<String, Object>> services = dictionaries(
                plist("macos/quick-action.workflow/Contents/Info.plist").get("NSServices"));
        Map<String, Object> document = plist("macos/quick-action.workflow/Contents/document.wflow");

        assertThat(services)
                .singleElement()
                .satisfies(service -> assertThat(service)
                        .containsEntry("NSMenuItem", Map.of("default", "Ask Tuwen about this picture"))
                        .containsEntry("NSMessage", "runWorkflowAsService")
                        .containsEntry("NSSendFileTypes", List.of("public.image")));
        Map<?, ?> action = (Map<?, ?>) Objects.requireNonNull(
                dictionaries(document.get("actions")).getFirst().get("action"));
        assertThat((Map<?, ?>) Objects.requireNonNull(action.get("ActionParameters")))
                .extracting("COMMAND_STRING", "inputMethod", "shell")
                .containsExactly("open -b " + Product.ID + " \"$@\"", 1L, "/bin/sh");
        assertThat(MacPackages.QUICK_ACTION).isEqualTo("Ask Tuwen about this picture.workflow");
    }

    @Test
    void everyNameIsThereInEachLanguage() throws IOException {
        for (String language : LANGUAGES) {
            assertThat(strings("macos/Resources/" + language + ".lproj/InfoPlist.strings"))
                    .containsOnlyKeys("CFBundleDisplayName", "Tuwen offline kit", "Picture");
            assertThat(strings("macos/quick-action.workflow/Contents/Resources/" + language
                            + ".lproj/ServicesMenu.strings"))
                    .containsOnlyKeys("Ask Tuwen about this picture");
        }
        assertThat(plist("macos/Info.plist")).containsEntry("CFBundleLocalizations", LANGUAGES);
    }

    @Test
    void scriptsAreWellFormed() throws IOException {
        assumeTrue(Command.find("sh").isPresent(), "there is no sh");

        for (String script : List.of("macos/postinstall", "macos/Resources/bin/tuwen")) {
            assertThat(Command.of("sh", "-n", Checkout.packaging(script).toString())
                            .run())
                    .isEmpty();
        }
    }

    private static Map<String, String> strings(String file) throws IOException {
        var strings = new LinkedHashMap<String, String>();
        for (String line : Files.readAllLines(Checkout.packaging(file))) {
            var matcher = Pattern.compile("\"?([^\"]+?)\"? = \"([^\"]+)\";").matcher(line);
            assertThat(matcher.matches()).as("%s: %s", file, line).isTrue();
            strings.put(matcher.group(1), matcher.group(2));
        }
        return strings;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> dictionaries(@Nullable Object value) {
        return (List<Map<String, Object>>) Objects.requireNonNull(value);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> plist(String file) throws IOException {
        Path path = Checkout.packaging(file);
        Element root = Xml.read(path).getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("plist");
        assertThat(children(root)).as(file).hasSize(1);
        return (Map<String, Object>) value(children(root).getFirst());
    }

    /// A property list holds dictionaries of a key and a value in turn, lists, and plain values; anything else is a
    /// mistake.
    private static Object value(Element element) {
        return switch (element.getTagName()) {
            case "dict" -> {
                var entries = new LinkedHashMap<String, Object>();
                List<Element> children = children(element);
                assertThat(children.size() % 2).as("keys and values").isZero();
                for (int i = 0; i < children.size(); i += 2) {
                    assertThat(children.get(i).getTagName()).isEqualTo("key");
                    assertThat(entries.put(children.get(i).getTextContent(), value(children.get(i + 1))))
                            .as(children.get(i).getTextContent())
                            .isNull();
                }
                yield entries;
            }
            case "array" -> children(element).stream().map(MacFilesTest::value).toList();
            case "string" -> element.getTextContent();
            case "integer" -> Long.valueOf(element.getTextContent());
            case "true" -> true;
            case "false" -> false;
            default -> throw new AssertionError("<" + element.getTagName() + "> in a property list");
        };
    }

    private static List<Element> children(Element element) {
        var nodes = element.getChildNodes();
        return Stream.iterate(0, i -> i < nodes.getLength(), i -> i + 1)
                .map(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .toList();
    }
}
