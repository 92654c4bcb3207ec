package dev.tuwen.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Puts the program with a console, which jpackage makes as an application of its own, into a folder of the application
/// with the window: `bin\tuwen.exe` beside `Tuwen.exe`, which in one folder would be one file. Both share the image.
/// Stateless.
final class ConsoleLauncher {
    private static final String SECTION = "[Application]";

    private ConsoleLauncher() {}

    /// Moves it.
    ///
    /// @param console what [JpackageArguments#windowsConsole(Path)] made: `tuwen.exe`, `app` and an image
    /// @param application what [JpackageArguments#windowsImage()] made
    static void move(Path console, Path application) throws IOException {
        Path bin = Folders.empty(application.resolve("bin"));
        Files.copy(console.resolve("tuwen.exe"), bin.resolve("tuwen.exe"));
        Path settings = Files.createDirectory(bin.resolve("app")).resolve("tuwen.cfg");
        Files.writeString(
                settings,
                withImage(Files.readString(console.resolve("app").resolve("tuwen.cfg")), "$ROOTDIR\\..\\runtime"));
    }

    /// Names the image in a launcher's settings, which otherwise takes the one in its own folder.
    static String withImage(String settings, String image) {
        int at = settings.indexOf(SECTION);
        if (at < 0) {
            throw new PackagingException("jpackage wrote settings without " + SECTION + ":\n" + settings);
        }
        int end = at + SECTION.length();
        return settings.substring(0, end) + System.lineSeparator() + "app.runtime=" + image + settings.substring(end);
    }
}
