package dev.tuwen.installer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Locale;
import java.util.TreeMap;

/// Writes archives in the format `ustar` of POSIX: everything owned by root, everything of one moment, in the order of
/// names. Every tar there is reads it, dpkg's own too. Closed by whoever made the stream beneath.
final class Tar {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int PREFIX = 155;

    private final OutputStream out;
    private final Instant time;

    private Tar(OutputStream out, Instant time) {
        this.out = out;
        this.time = time;
    }

    /// Writes an archive of a tree.
    ///
    /// @param tree what it holds
    /// @param prefix what stands before each path: `./` in packages of Debian
    /// @param time when everything in it was last changed
    /// @param out takes it; stays open
    static void write(FileTree tree, String prefix, Instant time, OutputStream out) throws IOException {
        var tar = new Tar(out, time);
        var all = new TreeMap<String, FileTree.Entry>(tree.entries());
        var folders = tree.folders();
        var paths = new java.util.TreeSet<>(all.keySet());
        paths.addAll(folders);
        if (prefix.startsWith("./")) {
            tar.header("./", '5', "", 0755, 0);
        }
        for (String path : paths) {
            FileTree.Entry entry = all.get(path);
            if (entry == null) {
                tar.header(prefix + path + "/", '5', "", 0755, 0);
                continue;
            }
            switch (entry) {
                case FileTree.Regular file -> tar.file(prefix + path, file);
                case FileTree.Link link -> tar.header(prefix + path, '2', link.target(), 0777, 0);
            }
        }
        out.write(new byte[2 * BLOCK]);
    }

    private void file(String path, FileTree.Regular file) throws IOException {
        long size = Files.size(file.source());
        header(path, '0', "", file.executable() ? 0755 : 0644, size);
        if (Files.copy(file.source(), out) != size) {
            throw new IOException("'" + file.source() + "' changed while it was packed");
        }
        out.write(new byte[(int) (-size & (BLOCK - 1))]);
    }

    private void header(String path, char type, String link, int mode, long size) throws IOException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        byte[] target = link.getBytes(StandardCharsets.UTF_8);
        int cut = cut(name);
        if (cut < 0 || target.length > NAME) {
            throw new IOException("'" + path + "' has too long a name for a tar archive");
        }
        var header = new byte[BLOCK];
        int rest = cut == 0 ? 0 : cut + 1;
        System.arraycopy(name, rest, header, 0, name.length - rest);
        System.arraycopy(name, 0, header, 345, cut);
        octal(header, 100, 8, mode);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        octal(header, 124, 12, size);
        octal(header, 136, 12, time.getEpochSecond());
        header[156] = (byte) type;
        System.arraycopy(target, 0, header, 157, target.length);
        text(header, 257, "ustar\0" + "00");
        text(header, 265, "root");
        text(header, 297, "root");
        text(header, 148, "        ");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        octal(header, 148, 7, sum);
        out.write(header);
    }

    /// Where the slash is that parts a long name from its prefix: 0 if it needs none, -1 if there is no such slash.
    private static int cut(byte[] name) {
        if (name.length <= NAME) {
            return 0;
        }
        for (int i = Math.min(PREFIX, name.length - 2); i > 0; i--) {
            if (name[i] == '/' && name.length - i - 1 <= NAME) {
                return i;
            }
        }
        return -1;
    }

    /// A number in octal digits with a zero byte at its end.
    private static void octal(byte[] header, int offset, int length, long value) {
        String digits = Long.toOctalString(value);
        text(
                header,
                offset,
                String.format(Locale.ROOT, "%" + (length - 1) + "s", digits).replace(' ', '0'));
        header[offset + length - 1] = 0;
    }

    private static void text(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
