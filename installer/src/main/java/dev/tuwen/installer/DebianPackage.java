package dev.tuwen.installer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;

/// A `.deb`, written without dpkg, so that it comes out the same on every Linux. No scripts: what has to be done after
/// files came or went, the triggers of Debian do.
///
/// @param version the application's
/// @param architecture the processor
/// @param time when everything in it was last changed
/// @param compression of the files in it
record DebianPackage(Version version, Architecture architecture, Instant time, Compression compression) {

    /// What every command needs: a C library as old as the newest symbol that the image's libraries name.
    static final String DEPENDS = "libc6 (>= 2.17), zlib1g";

    /// What only the window needs, by the names of Debian and Ubuntu, old and new: a server can do without.
    static final String RECOMMENDS = "libgtk-3-0 | libgtk-3-0t64, libgl1, libxxf86vm1, libxtst6, fontconfig,"
            + " desktop-file-utils, shared-mime-info";

    /// The name of its file.
    String fileName() {
        return "tuwen_" + version.debian() + "_" + architecture.debian() + ".deb";
    }

    /// Writes it.
    ///
    /// @param tree the files as they are installed
    /// @param folder where to
    /// @return the file
    Path write(FileTree tree, Path folder) throws IOException {
        Path data = folder.resolve(fileName() + ".data");
        Path file = folder.resolve(fileName());
        Path controls = Folders.empty(folder.resolve(fileName() + ".control"));
        try {
            compression.write(data, out -> Tar.write(tree, "./", time, out));
            Files.writeString(controls.resolve("control"), control(tree));
            Files.writeString(controls.resolve("md5sums"), sums(tree));
            Path compressed = controls.resolve("control.tar.gz");
            Compression.GZIP.write(
                    compressed,
                    out -> Tar.write(
                            FileTree.empty()
                                    .with("control", controls.resolve("control"))
                                    .with("md5sums", controls.resolve("md5sums")),
                            "./",
                            time,
                            out));
            byte[] control = Files.readAllBytes(compressed);
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
                out.write("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
                byte[] format = "2.0\n".getBytes(StandardCharsets.US_ASCII);
                header(out, "debian-binary", format.length);
                out.write(format);
                header(out, "control.tar.gz", control.length);
                out.write(control);
                pad(out, control.length);
                header(out, "data.tar" + compression.extension(), Files.size(data));
                Files.copy(data, out);
                pad(out, Files.size(data));
            }
            return file;
        } finally {
            Files.deleteIfExists(data);
            Folders.delete(controls);
        }
    }

    /// What dpkg and apt read of it.
    String control(FileTree tree) throws IOException {
        return String.format(
                Locale.ROOT,
                """
                Package: tuwen
                Version: %s
                Architecture: %s
                Maintainer: %s
                Installed-Size: %d
                Depends: %s
                Recommends: %s
                Section: graphics
                Priority: optional
                Description: %s
                 %s
                 .
                 The window needs GTK 3; the command line does not.
                """,
                version.debian(),
                architecture.debian(),
                LinuxFiles.MAINTAINER,
                (tree.byteSize() + 1023) / 1024,
                DEPENDS,
                RECOMMENDS,
                LinuxFiles.SUMMARY,
                LinuxFiles.DESCRIPTION);
    }

    private static String sums(FileTree tree) throws IOException {
        var sums = new StringBuilder();
        for (var each : tree.entries().entrySet()) {
            if (each.getValue() instanceof FileTree.Regular file) {
                sums.append(Digests.md5(file.source()))
                        .append("  ")
                        .append(each.getKey())
                        .append('\n');
            }
        }
        return sums.toString();
    }

    /// The header of a member of an `ar` archive: name, time, owner, group, mode, size, two bytes that end it.
    private void header(OutputStream out, String name, long size) throws IOException {
        out.write(String.format(
                        Locale.ROOT,
                        "%-16s%-12d%-6d%-6d%-8s%-10d`\n",
                        name,
                        time.getEpochSecond(),
                        0,
                        0,
                        "100644",
                        size)
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static void pad(OutputStream out, long size) throws IOException {
        if (size % 2 != 0) {
            out.write('\n');
        }
    }
}
