package dev.tuwen.app.instance;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A socket of the file system at which the window listens: in the data folder if its name is short enough, else in a
/// folder of its own among those of the session. No network reaches it, and no other user. Made and closed by
/// [InstanceServer].
final class InstanceSocket implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(InstanceSocket.class.getName());

    /// What systems take as the name of a socket, in bytes: macOS 103, Linux and Windows 107.
    private static final int LONGEST_NAME = 100;

    private static final String NAME = "socket";
    private static final String OWN_FOLDER = "tuwen-window";

    private final Path path;
    private final ServerSocketChannel channel;

    private InstanceSocket(Path path, ServerSocketChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Makes the socket, and removes that of a start that was killed. Only for whoever holds the lock.
    ///
    /// @return empty where none can be made
    static Optional<InstanceSocket> bind(InstanceFolder folder) {
        folder.address().ifPresent(InstanceSocket::remove);
        Optional<InstanceSocket> near = bind(folder.path(), folder);
        return near.isPresent()
                ? near
                : Stream.of(
                                System.getenv().getOrDefault("XDG_RUNTIME_DIR", ""),
                                System.getProperty("java.io.tmpdir", ""))
                        .filter(parent -> !parent.isBlank())
                        .flatMap(parent -> ownFolder(Path.of(parent)).stream())
                        .flatMap(own -> bind(own, folder).stream())
                        .findFirst();
    }

    /// The system makes such a folder for its owner only.
    private static Optional<Path> ownFolder(Path parent) {
        try {
            return Optional.of(Files.createTempDirectory(parent.toAbsolutePath(), OWN_FOLDER));
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "no folder can be made in '" + parent + "'", e);
            return Optional.empty();
        }
    }

    private static Optional<InstanceSocket> bind(Path parent, InstanceFolder folder) {
        Path path = parent.toAbsolutePath().resolve(NAME);
        try {
            if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
                throw new IOException("the name is too long for a socket");
            }
            remove(path);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            var socket = new InstanceSocket(path, channel);
            try {
                channel.bind(UnixDomainSocketAddress.of(path));
                if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
                }
                folder.note(path);
                return Optional.of(socket);
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "no socket can be made at '" + path + "'", e);
            removeFolder(parent);
            return Optional.empty();
        }
    }

    /// The next start that has something to say.
    SocketChannel accept() throws IOException {
        return channel.accept();
    }

    /// Removes a socket nobody listens at any more, and nothing else.
    private static void remove(Path path) {
        try {
            if (Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther()) {
                Files.delete(path);
                removeFolder(path.getParent());
            }
        } catch (IOException gone) {
            LOG.log(System.Logger.Level.DEBUG, "no socket to remove at '" + path + "'", gone);
        }
    }

    private static void removeFolder(@Nullable Path folder) {
        if (folder != null && String.valueOf(folder.getFileName()).startsWith(OWN_FOLDER)) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "'" + folder + "' cannot be removed", e);
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "'" + path + "' cannot be closed", e);
        }
        remove(path);
    }
}
