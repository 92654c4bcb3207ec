package dev.tuwen.app.instance;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// The right to be the window of a data folder. The system takes it back when the process ends, however that ends. Made
/// by [Instance]; closed by whoever opened the window, or by the end of the process.
public final class InstanceLock implements AutoCloseable {
    private final FileChannel channel;

    private InstanceLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the right.
    ///
    /// @return empty if another start has it
    /// @throws IOException if nobody can have it here
    static Optional<InstanceLock> take(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            taken = false;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
        return taken ? Optional.of(new InstanceLock(channel)) : Optional.empty();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(InstanceLock.class.getName()).log(System.Logger.Level.DEBUG, "a lock cannot be closed", e);
        }
    }
}
