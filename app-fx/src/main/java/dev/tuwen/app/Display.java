package dev.tuwen.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a window can be opened here, and what to say when it cannot. Stateless.
final class Display {
    private static final String INSTEAD =
            "use the command line instead, for example: tuwen ask --image PICTURE \"What is in the picture?\"";
    private static final String NO_DISPLAY = "tuwen: no display found; " + INSTEAD;
    private static final String NO_GTK =
            "tuwen: GTK 3 was not found; install it (Debian and Ubuntu: libgtk-3-0, Fedora: gtk3), or " + INSTEAD;
    private static final List<String> LIBRARY_FOLDERS = List.of(
            "/usr/lib",
            "/usr/lib64",
            "/lib",
            "/lib64",
            "/usr/local/lib",
            "/usr/local/lib64",
            "/run/current-system/sw/lib");

    private Display() {}

    /// What is missing on this machine, as a sentence, or nothing.
    static Optional<String> missing() {
        if (!isLinux() || "headless".equalsIgnoreCase(System.getProperty("glass.platform", ""))) {
            return Optional.empty();
        }
        return hasDisplay(System.getenv()) ? Optional.empty() : Optional.of(NO_DISPLAY);
    }

    static boolean isLinux() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    }

    static boolean hasDisplay(Map<String, String> environment) {
        return !environment.getOrDefault("DISPLAY", "").isEmpty()
                || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
    }

    /// What to say when the toolkit does not start.
    static String sentence(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("libgtk") || message.contains("libglassgtk") || message.contains("GTK")) {
                return NO_GTK;
            }
        }
        return hasGtk() ? NO_DISPLAY : NO_GTK;
    }

    private static boolean hasGtk() {
        return LIBRARY_FOLDERS.stream().map(Path::of).filter(Files::isDirectory).anyMatch(Display::holdsGtk);
    }

    private static boolean holdsGtk(Path folder) {
        try (Stream<Path> found = Files.find(
                folder, 2, (path, _) -> String.valueOf(path.getFileName()).startsWith("libgtk-3.so"))) {
            return found.findFirst().isPresent();
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }
}
