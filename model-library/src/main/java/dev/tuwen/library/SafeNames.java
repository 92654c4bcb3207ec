package dev.tuwen.library;

import dev.tuwen.library.LibraryException.Kind;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Names of files out of somebody else's hands, before anything is written under them. The same names are refused on
/// every system, so that a kit that can be unpacked somewhere can be unpacked everywhere. Stateless.
final class SafeNames {
    private static final int LONGEST = 200;
    private static final int DEEPEST = 4;
    private static final Pattern DEVICE =
            Pattern.compile("(?i)(con|prn|aux|nul|conin\\$|conout\\$|com[0-9¹²³]|lpt[0-9¹²³])(\\..*)?");

    private SafeNames() {}

    /// Whether a name is a relative path below a folder that every system can have.
    static boolean isSafe(String name) {
        if (name.isEmpty() || name.length() > LONGEST) {
            return false;
        }
        String[] segments = name.split("/", -1);
        if (segments.length > DEEPEST) {
            return false;
        }
        for (String segment : segments) {
            if (!isSafeSegment(segment)) {
                return false;
            }
        }
        return true;
    }

    /// Whether a name can be that of one file or folder on every system.
    static boolean isSafeSegment(String segment) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || segment.length() > LONGEST) {
            return false;
        }
        char last = segment.charAt(segment.length() - 1);
        boolean characters = segment.codePoints()
                .noneMatch(c -> "<>:\"/\\|?*".indexOf(c) >= 0
                        || Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.SURROGATE);
        return characters
                && last != '.'
                && last != ' '
                && !DEVICE.matcher(segment).matches();
    }

    /// Checks names that will stand beside each other.
    ///
    /// @param where what names them, for the message
    /// @throws LibraryException if one is unsafe, or two are the same on some system
    static void check(String where, Collection<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!isSafe(name)) {
                throw unsafe(where, name);
            }
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw unsafe(where, name);
            }
        }
    }

    static LibraryException unsafe(String where, String name) {
        String shown = shown(name);
        return new LibraryException(
                Kind.UNSAFE_NAME,
                where + " names the file '" + shown + "', which must not be written; nothing was kept",
                null,
                shown);
    }

    /// The file a safe name means below a folder.
    static Path below(Path folder, String name) {
        Path file = folder;
        for (String segment : name.split("/", -1)) {
            file = file.resolve(segment);
        }
        if (!file.normalize().startsWith(folder.normalize())) {
            throw unsafe("somebody", name);
        }
        return file;
    }

    /// A name fit for a message.
    static String shown(String name) {
        var text = new StringBuilder();
        name.codePoints()
                .limit(120)
                .forEach(c -> text.appendCodePoint(
                        Character.isISOControl(c)
                                        || Character.getType(c) == Character.FORMAT
                                        || Character.getType(c) == Character.SURROGATE
                                ? '?'
                                : c));
        return text.toString();
    }
}
