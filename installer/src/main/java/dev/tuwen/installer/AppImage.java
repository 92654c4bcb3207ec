package dev.tuwen.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// The application in one file that starts by itself, where the program `appimagetool` is there to make it.
final class AppImage {
    private AppImage() {}

    /// Whether this system can make one.
    static boolean possible() {
        return Command.find("appimagetool").isPresent();
    }

    /// Makes it.
    ///
    /// @param tree the files as packages install them
    /// @param packaging `src/main/packaging`
    /// @param architecture the processor
    /// @param time when everything in it was last changed
    /// @param file to write
    /// @param work a folder for what is made on the way
    static void write(FileTree tree, Path packaging, Architecture architecture, Instant time, Path file, Path work)
            throws IOException {
        Path folder = Folders.empty(work);
        tree.with("AppRun", new FileTree.Link("usr/bin/tuwen"))
                .with("dev.tuwen.Tuwen.desktop", packaging.resolve("linux").resolve("dev.tuwen.Tuwen.desktop"))
                .with("dev.tuwen.Tuwen.svg", packaging.resolve("icons").resolve("tuwen.svg"))
                .copyTo(folder);
        Files.deleteIfExists(file);
        Command.of("appimagetool", "--no-appstream", folder.toString(), file.toString())
                .with("ARCH", architecture.rpm())
                .with("SOURCE_DATE_EPOCH", Long.toString(time.getEpochSecond()))
                .run();
        Folders.delete(folder);
    }
}
