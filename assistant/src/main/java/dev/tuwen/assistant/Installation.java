package dev.tuwen.assistant;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How this program came to this machine and how it was started. Immutable; made by [#now].
///
/// @param folder where it is installed, as its start script says in the property `tuwen.home`; empty where it runs from
///     what was built of its sources
/// @param kind of the package it was installed from, such as `deb`; empty where nobody knows
/// @param cache what the Java machine was to begin with, a file made in the build; empty where there is none
/// @param cacheUsed whether it did: another processor, heap or option may keep it from that
public record Installation(Optional<Path> folder, String kind, Optional<Path> cache, boolean cacheUsed) {
    private static final String CACHE = "-XX:AOTCache=";

    /// What holds of this process.
    public static Installation now() {
        Optional<Path> folder = path(System.getProperty("tuwen.home", ""));
        return new Installation(
                folder,
                folder.map(found -> kind(
                                found,
                                System.getProperty("tuwen.package", ""),
                                System.getProperty("os.name", ""),
                                System.getenv()))
                        .orElse(""),
                cache(ManagementFactory.getRuntimeMXBean().getInputArguments()),
                System.getProperty("java.vm.info", "").contains("sharing"));
    }

    /// The last one counts.
    static Optional<Path> cache(List<String> options) {
        return options.stream()
                .filter(option -> option.startsWith(CACHE))
                .reduce((_, later) -> later)
                .flatMap(option -> path(option.substring(CACHE.length())));
    }

    private static Optional<Path> path(String name) {
        try {
            return name.isBlank() ? Optional.empty() : Optional.of(Path.of(name));
        } catch (InvalidPathException none) {
            return Optional.empty();
        }
    }

    /// What a package was, as far as one can see.
    ///
    /// @param said what the options of the installed program say; may be empty
    /// @param system name of the operating system, as Java calls it
    /// @param environment variables by name
    static String kind(Path folder, String said, String system, Map<String, String> environment) {
        if (!said.isEmpty() || !system.toLowerCase(Locale.ROOT).startsWith("linux")) {
            return said;
        }
        if (environment.containsKey("APPIMAGE")) {
            return "appimage";
        }
        if (!folder.startsWith("/usr")) {
            return "tar.gz";
        }
        return Files.exists(Path.of("/var/lib/dpkg/info/tuwen.list")) ? "deb" : "rpm";
    }
}
