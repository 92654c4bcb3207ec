package dev.tuwen.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The digests of packages, as `sha256sum --check` reads them.
final class Checksums {
    private Checksums() {}

    /// Writes those of some files beside them: one file each, and one for all.
    ///
    /// @param packages files of one folder
    /// @param all the file for all
    static void write(List<Path> packages, Path all) throws IOException {
        var lines = new ArrayList<String>();
        for (Path each : packages) {
            String line = Digests.sha256(each) + "  " + each.getFileName();
            Files.writeString(Path.of(each + ".sha256"), line + "\n");
            lines.add(line);
        }
        Files.writeString(all, String.join("\n", lines) + "\n");
    }
}
