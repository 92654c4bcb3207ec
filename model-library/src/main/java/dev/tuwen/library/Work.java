package dev.tuwen.library;

import dev.tuwen.library.WorkListener.WorkProgress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;

/// Counts bytes of work on files, tells a listener now and then, and stops when it says so. Used once, by one thread.
final class Work {
    private static final int CHUNK = 1 << 20;
    private static final long BETWEEN_NANOS = 150_000_000L;

    private final WorkListener listener;
    private final long totalBytes;
    private final Speed speed = new Speed();
    private String file = "";
    private long bytes;
    private long told;

    /// @param totalBytes bytes in all
    Work(WorkListener listener, long totalBytes) {
        this.listener = listener;
        this.totalBytes = totalBytes;
        this.told = System.nanoTime() - BETWEEN_NANOS;
    }

    /// A file is begun.
    void enter(String name) {
        file = name;
        done(0);
    }

    /// Bytes are done.
    ///
    /// @throws CancellationException if the listener wants no more
    void done(long count) {
        bytes += count;
        if (listener.cancelled() || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("stopped");
        }
        long now = System.nanoTime();
        if (now - told >= BETWEEN_NANOS || bytes >= totalBytes) {
            told = now;
            speed.at(bytes);
            listener.progress(new WorkProgress(file, bytes, totalBytes, speed.secondsFor(totalBytes - bytes)));
        }
    }

    /// All is done, also what nobody counted.
    void finish() {
        done(totalBytes - bytes);
    }

    /// Copies a stream into a new file and forces it to the disk.
    ///
    /// @return bytes copied
    long copy(InputStream from, Path to) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long copied = 0;
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
                ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, count);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                copied += count;
                done(count);
            }
            channel.force(true);
        }
        return copied;
    }

    /// Copies a file and forces the copy to the disk.
    void copy(Path from, Path to) throws IOException {
        Path parent = to.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (InputStream stream = Files.newInputStream(from)) {
            long copied = copy(stream, to);
            if (copied != Files.size(from)) {
                throw new IOException("'" + from + "' changed while it was copied");
            }
        }
    }
}
