package dev.tuwen.app.window;

import dev.tuwen.assistant.FileAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;

/// Files as a clipboard or a drag names them. Stateless.
///
/// On Linux JavaFX hands names over through JNI's `NewStringUTF`, which takes modified UTF-8 and is given UTF-8: of a
/// character beyond U+FFFF it makes one `char` for each of the four bytes, and as it had counted one, cuts off three at
/// the end of the path for each. Where the other program offers the addresses as bytes too, those are read; else the
/// file is looked for whose name becomes the one that arrived.
final class FileLists {
    /// What file managers put on the clipboard beside `text/uri-list`, which JavaFX does not give out as bytes there.
    private static final Set<String> ADDRESSES = Set.of(
            "text/uri-list",
            "x-special/gnome-copied-files",
            "x-special/mate-copied-files",
            "application/x-kde4-urilist");
    private static final int BEYOND = 0xf0;

    private FileLists() {}

    /// Addresses of files that are there as bytes; none where the system offers no such thing.
    static List<Path> addresses(Clipboard clipboard) {
        for (DataFormat format : clipboard.getContentTypes()) {
            if (format.getIdentifiers().stream().anyMatch(ADDRESSES::contains)
                    && clipboard.getContent(format) instanceof ByteBuffer bytes) {
                byte[] content = new byte[bytes.rewind().remaining()];
                bytes.get(content);
                List<Path> paths = paths(content);
                if (!paths.isEmpty()) {
                    return paths;
                }
            }
        }
        return List.of();
    }

    /// The files of a list of addresses (RFC 2483): a line each; comments, and words as `copy`, stand between them.
    static List<Path> paths(byte[] list) {
        return new String(list, StandardCharsets.ISO_8859_1)
                .lines()
                .flatMap(line -> FileAddress.path(line.getBytes(StandardCharsets.ISO_8859_1)).stream())
                .toList();
    }

    /// The file with a name that arrived.
    ///
    /// @return empty if it was cut and there are several it may be
    static Optional<Path> named(String arrived) {
        Path asItIs = FileAddress.named(arrived).orElse(null);
        if (asItIs == null) {
            return Optional.empty();
        }
        int cut = beyond(arrived);
        if (cut < 0 || Files.exists(asItIs)) {
            return Optional.of(asItIs);
        }
        var found = new ArrayList<Path>();
        FileAddress.named(arrived.substring(0, arrived.lastIndexOf('/', cut) + 1))
                .ifPresent(folder -> search(folder, arrived, found));
        for (Predicate<Path> likely : List.<Predicate<Path>>of(Offered::looksLikePicture, Files::isRegularFile)) {
            if (found.stream().anyMatch(likely)) {
                found.removeIf(likely.negate());
            }
        }
        return found.size() == 1
                ? Optional.of(found.getFirst())
                : found.isEmpty() ? Optional.of(asItIs) : Optional.empty();
    }

    private static int beyond(String arrived) {
        for (int i = 0; i < arrived.length(); i++) {
            if (isByte(arrived.charAt(i), BEYOND)) {
                return i;
            }
        }
        return -1;
    }

    /// Whether this is what became of a byte; the sign of those above 127 went with it.
    private static boolean isByte(char c, int least) {
        int low = c & 0xff;
        return (c >> 8 == 0 || c >> 8 == 0xff) && low >= least && (least != BEYOND || low <= 0xf4);
    }

    private static void search(Path folder, String arrived, List<Path> found) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            var sorted = new ArrayList<Path>();
            files.forEach(sorted::add);
            sorted.sort(Comparator.naturalOrder());
            for (Path file : sorted) {
                String name = file.toString();
                if (agree(name, arrived)) {
                    int length = name.codePointCount(0, name.length());
                    if (length == arrived.length()) {
                        found.add(file);
                    } else if (length < arrived.length() && Files.isDirectory(file)) {
                        search(file, arrived, found);
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            System.getLogger(FileLists.class.getName())
                    .log(System.Logger.Level.DEBUG, "'" + folder + "' cannot be searched", unreadable);
        }
    }

    /// Whether a name agrees with what arrived, as far as both go.
    private static boolean agree(String name, String arrived) {
        int at = 0;
        for (int i = 0; i < name.length() && at < arrived.length(); ) {
            int c = name.codePointAt(i);
            i += Character.charCount(c);
            if (c < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
                if (arrived.charAt(at++) != c) {
                    return false;
                }
                continue;
            }
            for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                if (at < arrived.length() && (!isByte(arrived.charAt(at), 0x80) || (byte) arrived.charAt(at) != b)) {
                    return false;
                }
                at++;
            }
        }
        return true;
    }
}
