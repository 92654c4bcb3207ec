package dev.tuwen.library;

import dev.tuwen.demo.DemoModel;
import dev.tuwen.demo.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// The demo model as a folder on the disk, because weights are mapped from files. Unpacked once into the home folder,
/// whole or not at all; into a temporary folder when the home folder cannot be written.
///
/// @param path the folder
/// @param temporary whether whoever asked for it deletes it with [#discard] when it is closed
public record DemoFolder(Path path, boolean temporary) {
    /// The folder, unpacked now if it was not before.
    ///
    /// @param home the home folder of the application
    public static DemoFolder unpack(Path home) {
        List<ModelFile> files = DemoModel.files();
        Path parent = home.resolve("demo");
        Path folder = parent.resolve(digest(files));
        if (isComplete(folder, files)) {
            return new DemoFolder(folder, false);
        }
        try {
            Files.createDirectories(parent);
            Path fresh = Files.createTempDirectory(parent, ".unpacking-");
            try {
                write(fresh, files);
                publish(fresh, folder, files);
                return new DemoFolder(folder, false);
            } finally {
                delete(fresh);
            }
        } catch (IOException | UncheckedIOException unwritable) {
            return temporary(files);
        }
    }

    /// Deletes a temporary folder; does nothing to the one in the home folder.
    public void discard() {
        if (temporary) {
            delete(path);
        }
    }

    /// Leaves a temporary folder to the end of the process, for whoever never closes what reads it.
    void discardOnExit() {
        if (temporary) {
            path.toFile().deleteOnExit();
            DemoModel.files().forEach(file -> path.resolve(file.name()).toFile().deleteOnExit());
        }
    }

    private static DemoFolder temporary(List<ModelFile> files) {
        try {
            Path folder = Files.createTempDirectory("tuwen-demo-");
            write(folder, files);
            return new DemoFolder(folder, true);
        } catch (IOException e) {
            throw new UncheckedIOException("unpacking the demo model", e);
        }
    }

    private static boolean isComplete(Path folder, List<ModelFile> files) {
        for (ModelFile file : files) {
            try {
                if (Files.size(folder.resolve(file.name())) != file.byteSize()) {
                    return false;
                }
            } catch (IOException missing) {
                return false;
            }
        }
        return true;
    }

    private static void write(Path folder, List<ModelFile> files) throws IOException {
        for (ModelFile file : files) {
            MessageDigest digest = sha256();
            try (InputStream from = DemoModel.open(file.name());
                    OutputStream to =
                            new DigestOutputStream(Files.newOutputStream(folder.resolve(file.name())), digest)) {
                from.transferTo(to);
            }
            if (!HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
                throw new IOException("demo model: file '" + file.name() + "' does not have its digest");
            }
        }
    }

    /// Gives the folder its name in one step. Another process may have been faster; then its folder serves.
    private static void publish(Path fresh, Path folder, List<ModelFile> files) throws IOException {
        if (Files.exists(folder) && !isComplete(folder, files)) {
            delete(folder);
        }
        try {
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, folder);
        } catch (IOException e) {
            if (!isComplete(folder, files)) {
                throw e;
            }
        }
    }

    private static String digest(List<ModelFile> files) {
        MessageDigest digest = sha256();
        for (ModelFile file : files) {
            digest.update((file.name() + '\n' + file.sha256() + '\n').getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Deletes what can be deleted; what cannot is left for the system to clean up.
    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException undeletable) {
            System.getLogger(DemoFolder.class.getName())
                    .log(System.Logger.Level.DEBUG, "cannot delete '" + folder + "'", undeletable);
        }
    }
}
