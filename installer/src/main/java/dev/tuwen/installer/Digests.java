package dev.tuwen.installer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Digests of files, in hexadecimal.
final class Digests {
    private Digests() {}

    /// For people who verify what they downloaded.
    static String sha256(Path file) throws IOException {
        return digest("SHA-256", file);
    }

    /// For the lists that dpkg compares installed files with: against accidents, not against forgers.
    static String md5(Path file) throws IOException {
        return digest("MD5", file);
    }

    private static String digest(String algorithm, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var digest = MessageDigest.getInstance(algorithm);
            var buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new PackagingException("this Java machine cannot compute " + algorithm, e);
        }
    }
}
