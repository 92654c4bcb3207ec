package dev.tuwen.assistant;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/// The version of this application, and where newer ones are listed, as the build wrote it down.
public final class ApplicationVersion {
    private static final String UNKNOWN = "development";

    private ApplicationVersion() {}

    /// Such as `0.1.0`; `development` when the classes were not built by the project's build.
    public static String current() {
        return written("version", UNKNOWN);
    }

    /// The address of the list of releases (`docs/releases.md`); empty when the build knew none.
    public static String releases() {
        return written("releases", "");
    }

    /// Whose signature that list must have; empty when the build knew none.
    public static String releasesKey() {
        return written("releases.key", "");
    }

    private static String written(String key, String otherwise) {
        var properties = new Properties();
        try (InputStream stream = ApplicationVersion.class.getResourceAsStream("version.properties")) {
            if (stream != null) {
                properties.load(stream);
            }
        } catch (IOException unreadable) {
            return otherwise;
        }
        String value = properties.getProperty(key, otherwise);
        return value.startsWith("${") ? otherwise : value;
    }
}
