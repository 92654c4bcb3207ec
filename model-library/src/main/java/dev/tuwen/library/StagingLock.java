package dev.tuwen.library;

import dev.tuwen.library.LibraryException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The right to work on a hidden folder beside the models, and to clear it up: one process, one thread of it at a time.
/// A locked file says who has it. Only its owner deletes that file, and only while it is locked; whoever locks a file
/// that was deleted in between notices, and takes the new one. Made and closed by whoever does the work, on one thread.
final class StagingLock implements AutoCloseable {
    private static final int TRIES = 20;

    private final Path file;
    private final FileChannel channel;

    private StagingLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Takes the right.
    ///
    /// @param staging the hidden folder; need not be there yet
    /// @param name of the model
    /// @throws LibraryException if somebody else has it
    static StagingLock take(Path staging, String name) {
        Path file = staging.resolveSibling(staging.getFileName() + ".lock");
        try {
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            for (int i = 0; i < TRIES; i++) {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                boolean taken = false;
                try {
                    taken = lock(channel, name) && isStill(file, channel);
                } finally {
                    if (!taken) {
                        channel.close();
                    }
                }
                if (taken) {
                    return new StagingLock(file, channel);
                }
            }
        } catch (IOException e) {
            throw PartialFile.diskFailure(file, e);
        }
        throw busy(name, null);
    }

    /// Does some work while nobody else may.
    static <T> T holding(Path staging, String name, Supplier<T> work) {
        try (StagingLock _ = take(staging, name)) {
            return work.get();
        }
    }

    /// One byte far behind the contents is locked, because some systems let nobody read what is.
    private static boolean lock(FileChannel channel, String name) throws IOException {
        try {
            if (channel.tryLock(Long.MAX_VALUE - 1, 1, false) == null) {
                throw busy(name, null);
            }
            return true;
        } catch (OverlappingFileLockException e) {
            throw busy(name, e);
        }
    }

    /// Whether the file that is locked still has its name, and is not one that its last owner just deleted.
    private static boolean isStill(Path file, FileChannel channel) throws IOException {
        String token = UUID.randomUUID().toString();
        channel.truncate(0);
        for (ByteBuffer left = StandardCharsets.UTF_8.encode(token); left.hasRemaining(); ) {
            channel.write(left);
        }
        try {
            return Files.readString(file).equals(token);
        } catch (NoSuchFileException deleted) {
            return false;
        }
    }

    private static LibraryException busy(String name, @Nullable Throwable cause) {
        return new LibraryException(
                Kind.BUSY,
                "somebody is at work on model '" + name + "' already, as a download may be; wait for it or stop it",
                cause,
                name);
    }

    @Override
    public void close() {
        FileTrees.deleteQuietly(file);
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(StagingLock.class.getName())
                    .log(System.Logger.Level.DEBUG, "'" + file + "' cannot be closed", e);
        }
    }
}
