package dev.tuwen.installer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// How the content of packages is compressed. The same bytes in, the same bytes out.
enum Compression {
    /// Quickly, for packages that are only tried.
    DRAFT(".gz", Deflater.BEST_SPEED),

    /// What everybody can unpack.
    GZIP(".gz", Deflater.BEST_COMPRESSION),

    /// Small, in minutes: the program `xz` does it, on all processors, in blocks of a fixed size.
    XZ(".xz", 0);

    private final String extension;
    private final int level;

    Compression(String extension, int level) {
        this.extension = extension;
        this.level = level;
    }

    /// What names of files so compressed end in.
    String extension() {
        return extension;
    }

    /// Writes content, to a stream that stays open.
    interface Content {
        /// Writes it.
        void write(OutputStream out) throws IOException;
    }

    /// Writes a compressed file.
    void write(Path file, Content content) throws IOException {
        if (this == XZ) {
            xz(file, content);
            return;
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                var gzip = new Gzip(out, level)) {
            content.write(gzip);
        }
    }

    private static void xz(Path file, Content content) throws IOException {
        if (Command.find("xz").isEmpty()) {
            throw new PackagingException("the program 'xz' is missing; install it (for example: apt install xz-utils)");
        }
        Path plain = Path.of(file + ".plain");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(plain), 1 << 16)) {
                content.write(out);
            }
            Files.deleteIfExists(file);
            Command.of(
                            "xz",
                            "--keep",
                            "--threads=0",
                            "--block-size=128MiB",
                            "--lzma2=preset=6,dict=16MiB",
                            "--suffix=.xz",
                            plain.toString())
                    .run();
            Files.move(Path.of(plain + ".xz"), file);
        } finally {
            Files.deleteIfExists(plain);
        }
    }

    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out, int level) throws IOException {
            super(out, 1 << 16);
            def.setLevel(level);
        }
    }
}
