package dev.tuwen.installer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The version of the application, checked once for all systems, and as each of them writes it. Each form keeps the
/// order of versions, so that a later one is installed over an earlier one.
///
/// @param major the first number
/// @param minor the second number
/// @param patch the third number
/// @param snapshot whether it comes before the version that the numbers say
record Version(int major, int minor, int patch, boolean snapshot) {
    private static final Pattern FORM =
            Pattern.compile("(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})(-SNAPSHOT)?");

    /// Windows Installer keeps a version in bytes and a short.
    private static final int WINDOWS_MAJOR = 255;

    private static final int WINDOWS_MINOR = 255;
    private static final int WINDOWS_PATCH = 65_535;

    Version {
        if (major < 0 || minor < 0 || patch < 0) {
            throw new PackagingException("version '" + major + "." + minor + "." + patch + "' has a number below 0");
        }
        if (major > WINDOWS_MAJOR - 1 || minor > WINDOWS_MINOR || patch > WINDOWS_PATCH) {
            throw new PackagingException("version '" + major + "." + minor + "." + patch
                    + "' cannot be written by Windows Installer, whose largest is 254.255.65535 here");
        }
    }

    /// Reads `1.2.3` or `1.2.3-SNAPSHOT`.
    static Version parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new PackagingException("version '" + text
                    + "' cannot be packaged; three numbers are expected, as in 1.2.3 or 1.2.3-SNAPSHOT");
        }
        return new Version(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                matcher.group(4) != null);
    }

    /// The three numbers.
    String numbers() {
        return major + "." + minor + "." + patch;
    }

    /// For Debian: the tilde sorts before everything, even before the end.
    String debian() {
        return snapshot ? numbers() + "~snapshot" : numbers();
    }

    /// For RPM, where a hyphen parts version from release and the tilde means what it means to Debian.
    String rpm() {
        return debian();
    }

    /// For Windows Installer, which knows numbers only.
    String windows() {
        return numbers();
    }

    /// For macOS, where jpackage refuses 0 as the first number. One more for every version, so that 1.0.0 is later than
    /// 0.9.0 there too; only the bundle carries it, people read [#toString()].
    String macOs() {
        return major + 1 + "." + minor + "." + patch;
    }

    /// As Maven writes it.
    @Override
    public String toString() {
        return snapshot ? numbers() + "-SNAPSHOT" : numbers();
    }
}
