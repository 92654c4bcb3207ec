package dev.tuwen.app.theme;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import atlantafx.base.theme.Theme;
import dev.tuwen.app.settings.Preferences;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.css.PseudoClass;
import javafx.scene.Scene;

/// Dresses the window: light or dark as chosen or as the system is, in the chosen size. Made once by the application's
/// context; the application's thread.
public final class Themes {
    private static final PseudoClass DARK = PseudoClass.getPseudoClass("dark");

    private final ReadOnlyObjectProperty<Preferences> preferences;
    private final Fonts fonts = Fonts.load();
    private final Theme light = new PrimerLight();
    private final Theme dark = new PrimerDark();

    /// @param preferences what was chosen
    public Themes(ReadOnlyObjectProperty<Preferences> preferences) {
        this.preferences = preferences;
        // Before there is any control: the first one would have the toolkit load a theme of its own.
        load(theme());
    }

    /// Dresses a scene, now and whenever something changes.
    public void dress(Scene scene) {
        dressOnce(scene);
        preferences.subscribe(_ -> dressOnce(scene));
        Platform.getPreferences().colorSchemeProperty().subscribe(_ -> dressOnce(scene));
    }

    private void dressOnce(Scene scene) {
        Theme theme = theme();
        load(theme);
        int size = preferences.get().fontSize();
        var sheets = List.of(resource(), data(fonts.styleSheet(size) + widths(size)));
        if (!scene.getStylesheets().equals(sheets)) {
            scene.getStylesheets().setAll(sheets);
        }
        scene.getRoot().pseudoClassStateChanged(DARK, theme.isDarkMode());
    }

    private Theme theme() {
        return switch (preferences.get().theme()) {
            case LIGHT -> light;
            case DARK -> dark;
            case SYSTEM -> Platform.getPreferences().getColorScheme() == ColorScheme.DARK ? dark : light;
        };
    }

    /// Takes the theme in its binary form, which needs no parsing.
    private static void load(Theme theme) {
        String sheet = Objects.requireNonNull(theme.getUserAgentStylesheetBSS());
        if (!sheet.equals(Application.getUserAgentStylesheet())) {
            Application.setUserAgentStylesheet(sheet);
        }
    }

    private static String widths(int size) {
        double reading = Fonts.readingWidth(size);
        return String.format(Locale.ROOT, """
                .reading-column { -fx-max-width: %spx; }
                .composer-column, .link-question { -fx-max-width: %spx; }
                .page-column { -fx-max-width: %spx; }
                """, reading + 32, reading, reading + 128);
    }

    private static String resource() {
        URL sheet = Themes.class.getResource("app.css");
        if (sheet == null) {
            throw new IllegalStateException("resource 'app.css' is missing");
        }
        return sheet.toExternalForm();
    }

    private static String data(String sheet) {
        return "data:text/css;base64," + Base64.getEncoder().encodeToString(sheet.getBytes(StandardCharsets.UTF_8));
    }
}
