package dev.tuwen.weights.stored;

import dev.tuwen.compute.DType;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.WeightFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One file of tensors by their stored names, mapped tensor by tensor, so that each can be given back. Reading is safe
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

    /// Reads the table of tensors of an open file.
    @FunctionalInterface
    interface TableReader<T extends TensorFile> {
        /// Reads it.
        ///
        /// @param channel open as long as the result
        /// @param content the whole file, mapped until this returns
        /// @throws ModelFormatException if the file is damaged, cut short or of another format
        T read(FileChannel channel, MemorySegment content);
    }

    /// Opens a file for reading, and closes it again if its table cannot be read.
    ///
    /// @throws UncheckedIOException if it cannot be read
    @SuppressWarnings("MustBeClosed") // the channel lives as long as the result, which closes it
    static <T extends TensorFile> T open(Path file, TableReader<T> table) {
        FileChannel channel = null;
        boolean opened = false;
        try (Arena arena = Arena.ofConfined()) {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            T result = table.read(channel, map(file, channel, 0, channel.size(), arena));
            opened = true;
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException("reading '" + file + "'", e);
        } finally {
            if (!opened && channel != null) {
                closeQuietly(channel);
            }
        }
    }

    /// The type a tensor is computed with.
    ///
    /// @param name of the tensor
    /// @param type as stored
    /// @param offset where it lies in the file, for messages
    /// @throws WeightFormatException if nothing can be computed with it
    static DType computable(Path file, String name, StoredType type, long offset) {
        DType dtype = type.dtype();
        if (dtype == null) {
            throw new WeightFormatException(
                    file,
                    offset,
                    "tensor " + WeightFormatException.quoted(name) + " as F32, F16, BF16 or I32",
                    "type '" + type + "'");
        }
        return dtype;
    }

    /// What a file says of a tensor.
    ///
    /// @param tensors all of the file's
    /// @throws IllegalArgumentException if there is none of this name
    static <T> T tensor(Path file, Map<String, T> tensors, String name) {
        T tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor '" + name + "' in '" + file + "'");
        }
        return tensor;
    }

    /// Checks that bytes lie inside a tensor.
    ///
    /// @param byteSize of the whole tensor
    /// @throws IllegalArgumentException if they do not
    static void checkInside(String name, long offset, long size, long byteSize) {
        if (offset < 0 || size < 0 || offset > byteSize - size) {
            throw new IllegalArgumentException(
                    "bytes " + offset + " to " + (offset + size) + " of tensor '" + name + "', which has " + byteSize);
        }
    }

    /// Numbers as they are where they are aligned, else a copy that is.
    ///
    /// @param width bytes of a number
    static MemorySegment aligned(MemorySegment numbers, int width) {
        return numbers.address() % width == 0
                ? numbers
                : heap(numbers.byteSize()).copyFrom(numbers).asReadOnly();
    }

    /// Memory for numbers of any type.
    static MemorySegment heap(long size) {
        long[] words = new long[Math.toIntExact(Math.ceilDiv(size, (long) Long.BYTES))];
        return MemorySegment.ofArray(words).asSlice(0, size);
    }

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

    /// Whether a tensor is a by-product ([ByProducts]).
    ///
    /// @throws IllegalArgumentException if there is none of this name
    boolean isByProduct(String name);

    @Override
    void close();
}
