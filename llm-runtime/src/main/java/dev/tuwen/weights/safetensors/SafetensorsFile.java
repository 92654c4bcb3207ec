package dev.tuwen.weights.safetensors;

import dev.tuwen.compute.DType;
import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.stored.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One mapped file. Reading is safe from any thread; closed by its opener, after which its segments are gone.
public final class SafetensorsFile implements TensorFile {
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final Arena arena;
    private final MemorySegment content;
    private final Map<String, StoredTensor> tensors;

    private SafetensorsFile(Path file, Arena arena, MemorySegment content, Map<String, StoredTensor> tensors) {
        this.file = file;
        this.arena = arena;
        this.content = content;
        this.tensors = tensors;
    }

    /// Maps a file and checks its header.
    ///
    /// @throws WeightFormatException if it is damaged, cut short or of another format
    /// @throws UncheckedIOException if it cannot be read
    @SuppressWarnings("MustBeClosed") // the arena lives as long as the result, which closes it
    public static SafetensorsFile open(Path file) {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            var result = new SafetensorsFile(file, arena, content, header(file, content));
            opened = true;
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException("reading '" + file + "'", e);
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    private static Map<String, StoredTensor> header(Path file, MemorySegment content) {
        long size = content.byteSize();
        if (size < 8) {
            throw new WeightFormatException(file, 0, "a safetensors file, at least 8 bytes long", size + " bytes");
        }
        long length = content.get(LENGTH, 0);
        if (length < 2 || length > Math.min(size - 8, SafetensorsHeader.LONGEST)) {
            throw new WeightFormatException(
                    file,
                    0,
                    "a safetensors header of 2 to " + Math.min(size - 8, SafetensorsHeader.LONGEST) + " bytes",
                    "a length of '" + Long.toUnsignedString(length) + "'");
        }
        return SafetensorsHeader.read(file, content.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE), size);
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public DType dtype(String name) {
        StoredTensor tensor = tensor(name);
        DType dtype = tensor.type().dtype();
        if (dtype == null) {
            throw new WeightFormatException(
                    file,
                    tensor.offset(),
                    "tensor " + WeightFormatException.quoted(name) + " as F32, F16, BF16 or I32",
                    "type '" + tensor.type() + "'");
        }
        return dtype;
    }

    @Override
    public List<Long> dimensions(String name) {
        List<Long> dimensions = tensor(name).dimensions();
        return dimensions.isEmpty() ? List.of(1L) : dimensions;
    }

    /// Bytes that are not aligned in the file are copied to the heap. (Nothing in the format keeps a writer from it.)
    @Override
    public MemorySegment bytes(String name, long offset, long size) {
        StoredTensor tensor = tensor(name);
        MemorySegment slice =
                content.asSlice(tensor.offset(), tensor.byteSize()).asSlice(offset, size);
        if (slice.address() % tensor.type().byteSize() == 0) {
            return slice;
        }
        long[] copy = new long[Math.toIntExact(Math.ceilDiv(size, (long) Long.BYTES))];
        return MemorySegment.ofArray(copy).asSlice(0, size).copyFrom(slice).asReadOnly();
    }

    private StoredTensor tensor(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor '" + name + "' in '" + file + "'");
        }
        return tensor;
    }

    @Override
    public void close() {
        arena.close();
    }
}
