package dev.tuwen.installer;

import java.nio.file.Files;
import java.nio.file.Path;

/// The application as it lies on a disk, wherever that is: in the build, below `/usr/lib`, in a folder that somebody
/// unpacked.
///
/// @param folder everything lies in it
record Installation(Path folder) {

    /// The image: the Java machine with the application's modules.
    Path runtime() {
        return folder.resolve("runtime");
    }

    /// The Java machine itself.
    Path java() {
        Path windows = runtime().resolve("bin").resolve("java.exe");
        return Files.exists(windows) ? windows : runtime().resolve("bin").resolve("java");
    }

    /// How it is started, an argument file.
    Path options() {
        return folder.resolve("java.options");
    }

    /// What starts begin with.
    Path cache() {
        return folder.resolve("tuwen.aot");
    }

    /// Fonts as files, where the target has any.
    Path fonts() {
        return folder.resolve("fonts");
    }

    /// The start script on Linux.
    Path script() {
        return folder.resolve("bin").resolve("tuwen");
    }
}
