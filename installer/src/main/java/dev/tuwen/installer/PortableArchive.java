package dev.tuwen.installer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// The application in one folder that is unpacked anywhere, and moved as one likes.
final class PortableArchive {
    private PortableArchive() {}

    /// Writes a `.tar.gz`.
    ///
    /// @param tree what it holds, in one folder
    /// @param time when everything in it was last changed
    /// @param compression how
    /// @param file to write
    static void tar(FileTree tree, Instant time, Compression compression, Path file) throws IOException {
        compression.write(file, out -> Tar.write(tree, "", time, out));
    }

    /// Writes a `.zip`, for Windows: what is a program is told there by its name, and there are no links.
    static void zip(FileTree tree, Instant time, Path file) throws IOException {
        try (var zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            zip.setLevel(9);
            for (var each : tree.entries().entrySet()) {
                if (!(each.getValue() instanceof FileTree.Regular regular)) {
                    throw new PackagingException("'" + each.getKey() + "' is a link, which a .zip for Windows has not");
                }
                var entry = new ZipEntry(each.getKey());
                entry.setTimeLocal(time.atOffset(ZoneOffset.UTC).toLocalDateTime());
                zip.putNextEntry(entry);
                Files.copy(regular.source(), zip);
                zip.closeEntry();
            }
        }
    }
}
