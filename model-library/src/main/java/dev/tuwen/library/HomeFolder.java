package dev.tuwen.library;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the application keeps what is the user's: `TUWEN_HOME`, else the system's usual place. Stateless.
final class HomeFolder {
    private HomeFolder() {}

    /// The home folder of this process's user.
    static Path ofUser() {
        return of(System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", "."));
    }

    /// The home folder in a given environment.
    ///
    /// @param environment variables by name
    /// @param system name of the operating system, as Java calls it
    /// @param userHome home folder of the user, where `HOME` does not say
    static Path of(Map<String, String> environment, String system, String userHome) {
        Optional<Path> chosen = folder(environment.get("TUWEN_HOME"));
        if (chosen.isPresent()) {
            return chosen.get().toAbsolutePath().normalize();
        }
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return absolute(environment.get("LOCALAPPDATA"))
                    .orElseGet(() -> Path.of(userHome, "AppData", "Local"))
                    .resolve("Tuwen");
        }
        // Java asks the list of users and not 'HOME', which a person may have set to another folder.
        Path home = absolute(environment.get("HOME")).orElseGet(() -> Path.of(userHome));
        if (name.startsWith("mac")) {
            return home.resolve("Library").resolve("Application Support").resolve("Tuwen");
        }
        // The XDG base directory specification: a relative path there is to be ignored.
        return absolute(environment.get("XDG_DATA_HOME"))
                .orElseGet(() -> home.resolve(".local").resolve("share"))
                .resolve("tuwen");
    }

    private static Optional<Path> absolute(@Nullable String value) {
        return folder(value).filter(Path::isAbsolute);
    }

    private static Optional<Path> folder(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(value));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
