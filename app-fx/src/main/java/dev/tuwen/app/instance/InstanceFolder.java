package dev.tuwen.app.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where starts of one user find each other: `window` in the data folder, which nobody else may enter. Immutable.
///
/// @param path the folder
record InstanceFolder(Path path) {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final int LONGEST_ADDRESS = 4096;

    /// The folder of a data folder.
    static InstanceFolder in(Path home) {
        return new InstanceFolder(home.resolve("window"));
    }

    /// Is locked by the first start, and never deleted.
    Path lock() {
        return path.resolve("lock");
    }

    private Path noted() {
        return path.resolve("address");
    }

    /// Makes the folder, for its owner only.
    ///
    /// @throws IOException if it cannot be made so
    void make() throws IOException {
        Files.createDirectories(path);
        keepForOwner(path);
    }

    /// Lets nobody but the owner into a folder.
    static void keepForOwner(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            if (!Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
                    .equals(OWNER_ONLY)) {
                Files.setPosixFilePermissions(folder, OWNER_ONLY);
            }
            return;
        }
        AclFileAttributeView access = Files.getFileAttributeView(folder, AclFileAttributeView.class);
        if (access != null) {
            access.setAcl(List.of(AclEntry.newBuilder()
                    .setType(AclEntryType.ALLOW)
                    .setPrincipal(access.getOwner())
                    .setFlags(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT)
                    .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                    .build()));
        }
    }

    /// Notes where the socket is.
    void note(Path socket) throws IOException {
        Files.writeString(noted(), socket.toString());
    }

    /// Where the socket is, or was; empty where nobody noted it.
    Optional<Path> address() {
        try {
            if (Files.size(noted()) > LONGEST_ADDRESS) {
                return Optional.empty();
            }
            String text = Files.readString(noted());
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Path.of(text)).filter(Path::isAbsolute);
        } catch (IOException | IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
