package dev.tuwen.update;

import java.util.List;
import java.util.Locale;

/// What a package is for, as the list of releases says it. Immutable.
///
/// @param system `linux`, `windows`, `macos`, or what Java calls another one
/// @param architecture `x64`, `arm64`, or what Java calls another one
public record Platform(String system, String architecture) {
    /// Names of files for a system end like this, what people install most first.
    private static final List<String> PACKAGES =
            List.of("deb", "rpm", "appimage", "tar.gz", "msi", "zip", "dmg", "pkg");

    /// What this process runs on.
    public static Platform ofProcess() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Platform of(String system, String architecture) {
        String name = system.toLowerCase(Locale.ROOT);
        return new Platform(
                name.startsWith("windows") ? "windows" : name.startsWith("mac") ? "macos" : name,
                switch (architecture) {
                    case "amd64", "x86_64" -> "x64";
                    case "aarch64" -> "arm64";
                    default -> architecture;
                });
    }

    /// What a package is by its name, such as `deb`; empty for one that is none.
    static String kind(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return PACKAGES.stream()
                .filter(kind -> lower.endsWith("." + kind))
                .findFirst()
                .orElse("");
    }
}
