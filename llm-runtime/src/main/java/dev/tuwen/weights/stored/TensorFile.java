package dev.tuwen.weights.stored;

import dev.tuwen.compute.DType;
import dev.tuwen.weights.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// One file of tensors by their stored names, mapped piece by piece, so that each can be given back. Reading is safe
/// from any thread; closed by its opener.
public interface TensorFile extends AutoCloseable {
    /// Opens a file of one format.
    @FunctionalInterface
    interface Opener {
        /// Maps a file and checks its table of tensors.
        ///
        /// @throws ModelFormatException if it is damaged, cut short or of another format
        /// @throws UncheckedIOException if it cannot be read
        TensorFile open(Path file);
    }

    /// The file.
    Path file();

    /// The names of its tensors, as stored.
    Set<String> names();

    /// The type of a tensor.
    ///
    /// @throws dev.tuwen.weights.WeightFormatException if nothing can be computed with it
    DType dtype(String name);

    /// The axes of a tensor, outermost first; `[1]` for a single number.
    List<Long> dimensions(String name);

    /// Part of a tensor's bytes in the order of its axes, inside it; aligned for its element type.
    ///
    /// @param owner keeps the mapping
    MemorySegment bytes(String name, long offset, long size, Arena owner);

    /// Maps part of an open file.
    ///
    /// @param file its name, for messages
    /// @param owner keeps the mapping
    /// @throws UncheckedIOException if it cannot be read
    static MemorySegment map(Path file, FileChannel channel, long offset, long size, Arena owner) {
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, size, owner);
        } catch (IOException e) {
            throw new UncheckedIOException("reading '" + file + "'", e);
        }
    }

    /// Closes a file that was only read: there is nothing to lose.
    static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            // What was read was read.
        }
    }

    @Override
    void close();
}
