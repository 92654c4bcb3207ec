package dev.tuwen.installer;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the sources lie that tests of this module read.
final class Checkout {
    private Checkout() {}

    /// The folder of the project, whichever folder of it the tests run in.
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("installer").resolve("src"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException(
                        "'" + Path.of("").toAbsolutePath() + "' lies in no checkout; run the tests inside one");
            }
        }
        return folder;
    }

    /// A file or folder of `installer/src/main/packaging`.
    static Path packaging(String name) {
        return root().resolve("installer/src/main/packaging").resolve(name);
    }
}
