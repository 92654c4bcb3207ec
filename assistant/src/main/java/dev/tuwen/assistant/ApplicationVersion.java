package dev.tuwen.assistant;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/// The version of this application, as the build wrote it down.
public final class ApplicationVersion {
    private ApplicationVersion() {}

    /// Such as `0.1.0`; `development` when the classes were not built by the project's build.
    public static String current() {
        var properties = new Properties();
        try (InputStream stream = ApplicationVersion.class.getResourceAsStream("version.properties")) {
            if (stream != null) {
                properties.load(stream);
            }
        } catch (IOException unreadable) {
            return "development";
        }
        String version = properties.getProperty("version", "development");
        return version.startsWith("${") ? "development" : version;
    }
}
