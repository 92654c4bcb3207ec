package dev.tuwen.app.theme;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;

/// Which font the window writes in: the system's, or the one that comes with the application where the system has no
/// Chinese one. Made once, on the application's thread.
final class Fonts {
    private static final List<String> CHINESE_FAMILIES = List.of(
            "cjk",
            "sans sc",
            "serif sc",
            "source han",
            "wenquanyi",
            "文泉",
            "microsoft yahei",
            "simsun",
            "simhei",
            "dengxian",
            "pingfang",
            "heiti",
            "hiragino sans gb",
            "droid sans fallback",
            "ar pl",
            "uming",
            "ukai",
            "harmonyos sans sc",
            "misans",
            "lxgw",
            "sarasa",
            "puhuiti",
            "fangsong",
            "kaiti",
            "songti");
    private static final double LINE_HEIGHT = 1.6;

    private final String family;
    private final boolean bundled;

    private Fonts(String family, boolean bundled) {
        this.family = family;
        this.bundled = bundled;
    }

    /// Looks at the system's fonts, and loads the application's where they lack Chinese.
    static Fonts load() {
        if (systemHasChinese()) {
            return new Fonts(Font.getDefault().getFamily(), false);
        }
        Font regular = load("NotoSansSC-Regular.ttf");
        load("NotoSansSC-Bold.ttf");
        return new Fonts(regular.getFamily(), true);
    }

    private static boolean systemHasChinese() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.contains("win") || system.contains("mac")) {
            return true;
        }
        return Font.getFamilies().stream().filter(Fonts::isChinese).anyMatch(Fonts::hasBold);
    }

    private static boolean isChinese(String family) {
        String name = family.toLowerCase(Locale.ROOT);
        return CHINESE_FAMILIES.stream().anyMatch(name::contains);
    }

    /// A font of one weight, such as Droid Sans Fallback, shows headings and strong words like any others.
    private static boolean hasBold(String family) {
        return Font.getFontNames(family).stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains("bold"));
    }

    private static Font load(String name) {
        String address = address(folder(), name);
        Font font = address == null ? null : Font.loadFont(address, 14);
        if (font == null) {
            throw new IllegalStateException("font '" + name + "' cannot be loaded");
        }
        return font;
    }

    /// Where fonts lie as files: beside an installed application, or in a checkout.
    private static @Nullable Path folder() {
        String home = System.getProperty("tuwen.home");
        String checkout = System.getProperty("tuwen.fonts");
        if (home != null) {
            return Path.of(home, "fonts");
        }
        return checkout == null ? null : Path.of(checkout);
    }

    /// Where a font is: in the folder, else in the module. From a jar or an image JavaFX copies it into the temporary
    /// folder at each start; a file it reads where it lies.
    static @Nullable String address(@Nullable Path folder, String name) {
        if (folder != null && Files.isRegularFile(folder.resolve(name))) {
            return folder.resolve(name).toUri().toString();
        }
        URL resource = Fonts.class.getResource("/dev/tuwen/app/fonts/" + name);
        return resource == null ? null : resource.toExternalForm();
    }

    /// A small style sheet: family, size, and what has to be added between lines so that they stand 1.6 sizes apart.
    String styleSheet(int size) {
        var sample = new Text("图Ag");
        sample.setFont(Font.font(family, size));
        double natural = sample.getLayoutBounds().getHeight();
        double spacing = Math.max(0, Math.round((LINE_HEIGHT * size - natural) * 10) / 10.0);
        String sheet = String.format(Locale.ROOT, """
                .root { -fx-font-family: "%s"; -fx-font-size: %dpx; }
                .prose { -fx-line-spacing: %spx; }
                """, family, size, spacing);
        return bundled ? sheet + ".mono.chinese { -fx-font-family: \"" + family + "\"; }\n" : sheet;
    }

    /// The widest a line may be: 68 letters or 36 Chinese characters.
    static double readingWidth(int size) {
        return 36.0 * size;
    }
}
