package dev.tuwen.library;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.LongConsumer;

/// What a file's contents must hash to. Immutable.
///
/// @param kind how it is computed
/// @param hex the digest in lower case
/// @param origin who says so
public record FileDigest(Kind kind, String hex, Origin origin) {
    private static final int CHUNK = 1 << 20;

    /// How a digest is computed.
    public enum Kind {
        /// SHA-256 of the contents.
        SHA_256,
        /// SHA-1 of `blob`, the size and the contents, as Git names small files; weak against whoever wants to
        /// deceive, good against accidents.
        GIT_BLOB
    }

    /// Who says what the digest is.
    public enum Origin {
        /// The catalogue of the application or of the user.
        CATALOG,
        /// The listing of the source the file came from.
        SOURCE,
        /// The file itself, when it was installed: later checks find what changed since.
        RECORDED
    }

    /// A SHA-256.
    ///
    /// @param hex 64 hexadecimal digits
    /// @param origin who says so
    /// @throws IllegalArgumentException if it is none
    public static FileDigest sha256(String hex, Origin origin) {
        return new FileDigest(Kind.SHA_256, checked(hex, 64), origin);
    }

    /// A name of Git.
    ///
    /// @param hex 40 hexadecimal digits
    /// @param origin who says so
    /// @throws IllegalArgumentException if it is none
    public static FileDigest gitBlob(String hex, Origin origin) {
        return new FileDigest(Kind.GIT_BLOB, checked(hex, 40), origin);
    }

    private static String checked(String hex, int length) {
        if (hex.length() != length || hex.chars().anyMatch(c -> Character.digit(c, 16) < 0)) {
            throw new IllegalArgumentException(
                    "digest of " + hex.length() + " characters, expected " + length + " hexadecimal digits");
        }
        return hex.toLowerCase(Locale.ROOT);
    }

    /// Whether both say the same; digests of different kinds cannot be compared and do not contradict.
    public boolean contradicts(FileDigest other) {
        return kind == other.kind && !hex.equals(other.hex);
    }

    /// Whether a file has this digest.
    ///
    /// @param file to be read
    /// @param progress told the bytes read since the last time; may throw to stop
    /// @throws IOException if it cannot be read
    public boolean matches(Path file, LongConsumer progress) throws IOException {
        return of(kind, file, progress).equals(hex);
    }

    /// Digest of a file.
    ///
    /// @param kind how to compute it
    /// @param file to be read
    /// @param progress told the bytes read since the last time; may throw to stop
    /// @throws IOException if it cannot be read
    public static String of(Kind kind, Path file, LongConsumer progress) throws IOException {
        MessageDigest digest = fresh(kind);
        if (kind == Kind.GIT_BLOB) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.UTF_8));
        }
        byte[] chunk = new byte[CHUNK];
        try (InputStream from = Files.newInputStream(file)) {
            for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
                digest.update(chunk, 0, read);
                progress.accept(read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// A digest to be fed.
    static MessageDigest fresh(Kind kind) {
        try {
            return MessageDigest.getInstance(kind == Kind.SHA_256 ? "SHA-256" : "SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1 and SHA-256", e);
        }
    }
}
