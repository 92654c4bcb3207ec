package dev.tuwen.weights.gguf;

import dev.tuwen.filetype.FileType;
import dev.tuwen.weights.ForeignFile;
import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.stored.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/// One file. Its head stays mapped; tensors are mapped one by one, so that each can be given back. Reading is safe from
/// any thread; closed by its opener, after which its metadata and segments are gone.
public final class GgufFile implements AutoCloseable {
    private static final byte[] MAGIC = {'G', 'G', 'U', 'F'};

    private final Path file;
    private final FileChannel channel;
    private final Arena arena;
    private final GgufReader.Content content;

    private GgufFile(Path file, FileChannel channel, Arena arena, GgufReader.Content content) {
        this.file = file;
        this.channel = channel;
        this.arena = arena;
        this.content = content;
    }

    /// Whether a file begins as the format does.
    ///
    /// @throws UncheckedIOException if it cannot be read
    public static boolean isGguf(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return Arrays.equals(stream.readNBytes(MAGIC.length), MAGIC);
        } catch (IOException e) {
            throw new UncheckedIOException("reading '" + file + "'", e);
        }
    }

    /// Opens a file and checks its head.
    ///
    /// @throws WeightFormatException if it is damaged, cut short or of another format
    /// @throws UncheckedIOException if it cannot be read
    @SuppressWarnings("MustBeClosed") // channel and arena live as long as the result, which closes them
    public static GgufFile open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new WeightFormatException(file, 0, "a GGUF file", "no file of this name");
        }
        ForeignFile.refuse(file, "a GGUF file", FileType.GGUF);
        Arena arena = Arena.ofShared();
        FileChannel channel = null;
        boolean opened = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            MemorySegment whole = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            var result = new GgufFile(file, channel, arena, GgufReader.read(file, whole));
            opened = true;
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException("reading '" + file + "'", e);
        } finally {
            if (!opened) {
                arena.close();
                if (channel != null) {
                    TensorFile.closeQuietly(channel);
                }
            }
        }
    }

    /// The file.
    public Path file() {
        return file;
    }

    /// The format's version, 2 or 3.
    public int version() {
        return content.version();
    }

    /// The keys.
    public GgufMetadata metadata() {
        return content.metadata();
    }

    /// The names of its tensors, as stored.
    public Set<String> names() {
        return content.tensors().keySet();
    }

    /// Whether there is a tensor of this name.
    public boolean has(String name) {
        return content.tensors().containsKey(name);
    }

    /// A tensor by its stored name.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    public GgufTensor tensor(String name) {
        return TensorFile.tensor(file, content.tensors(), name);
    }

    /// Maps a tensor.
    ///
    /// @param owner keeps the mapping
    public MemorySegment bytes(GgufTensor tensor, Arena owner) {
        return map(tensor, 0, tensor.byteSize(), owner);
    }

    /// Maps part of a tensor, inside it.
    ///
    /// @param owner keeps the mapping
    MemorySegment map(GgufTensor tensor, long offset, long size, Arena owner) {
        TensorFile.checkInside(tensor.name(), offset, size, tensor.byteSize());
        return TensorFile.map(file, channel, tensor.offset() + offset, size, owner);
    }

    @Override
    public void close() {
        arena.close();
        TensorFile.closeQuietly(channel);
    }
}
