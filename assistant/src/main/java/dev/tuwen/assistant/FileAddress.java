package dev.tuwen.assistant;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Names of files as desktops, terminals and other programs write them: as addresses (`file:///a/%E5%9B%BE.png`), whose
/// bytes are those of the name whatever the locale can say, or plainly. Stateless.
public final class FileAddress {
    private static final String SCHEME = "file:";
    private static final String AUTHORITY = "//";

    private FileAddress() {}

    /// Whether a word is written as an address of a file.
    public static boolean isOne(String word) {
        return word.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /// The file at an address.
    ///
    /// @return empty if there is no such name
    public static Optional<Path> path(String address) {
        return path(address.getBytes(StandardCharsets.UTF_8));
    }

    /// The file at an address made of bytes; some programs write bytes that no address may have.
    ///
    /// @return empty if there is no such name
    public static Optional<Path> path(byte[] address) {
        String text = new String(address, StandardCharsets.ISO_8859_1).strip();
        if (!isOne(text)) {
            return Optional.empty();
        }
        String name = text.substring(SCHEME.length());
        String host = "";
        if (name.startsWith(AUTHORITY)) {
            int end = name.indexOf('/', AUTHORITY.length());
            host = name.substring(AUTHORITY.length(), Math.max(end, AUTHORITY.length()));
            name = end < 0 ? "/" : name.substring(end);
        }
        try {
            return Optional.of(Path.of(URI.create(SCHEME + AUTHORITY + elsewhere(host) + escaped(name))));
        } catch (IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    /// The file that a person or a program names: by an address, or plainly, in a locale that cannot say it too.
    ///
    /// @return empty if there is no such name
    public static Optional<Path> named(String word) {
        if (isOne(word)) {
            return path(word);
        }
        try {
            return Optional.of(Path.of(word));
        } catch (InvalidPathException unsayable) {
            return path(SCHEME
                    + AUTHORITY
                    + (word.startsWith("/")
                            ? ""
                            : Path.of("").toAbsolutePath().toUri().getRawPath())
                    + word.replace("%", "%25"));
        }
    }

    /// A file's address: ASCII alone, from which [#path(String)] makes the same file, wherever the program runs.
    public static String of(Path file) {
        return file.toAbsolutePath().toUri().toString();
    }

    /// Only Windows has names of files on other machines; desktops elsewhere name the machine itself.
    private static String elsewhere(String host) {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        return windows && !host.equalsIgnoreCase("localhost") ? host : "";
    }

    private static String escaped(String bytes) {
        var text = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            char b = bytes.charAt(i);
            if (b > ' ' && b < 0x7f && "\"<>\\^`{|}#?".indexOf(b) < 0) {
                text.append(b);
            } else {
                text.append('%').append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
            }
        }
        return text.toString();
    }
}
