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

/// One file, mapped tensor by tensor. Reading is safe from any thread; closed by its opener.
public final class SafetensorsFile implements TensorFile {
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final FileChannel channel;
    private final Map<String, StoredTensor> tensors;

    private SafetensorsFile(Path file, FileChannel channel, Map<String, StoredTensor> tensors) {
        this.file = file;
        this.channel = channel;
        this.tensors = tensors;
    }

    /// Opens a file and checks its header.
    ///
    /// @throws WeightFormatException if it is damaged, cut short or of another format
    /// @throws UncheckedIOException if it cannot be read
    @SuppressWarnings("MustBeClosed") // the channel lives as long as the result, which closes it
    public static SafetensorsFile open(Path file) {
        FileChannel channel = null;
        boolean opened = false;
        try (Arena arena = Arena.ofConfined()) {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            MemorySegment content = TensorFile.map(file, channel, 0, channel.size(), arena);
            var result = new SafetensorsFile(file, channel, header(file, content));
            opened = true;
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException("reading '" + file + "'", e);
        } finally {
            if (!opened && channel != null) {
                TensorFile.closeQuietly(channel);
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
    public MemorySegment bytes(String name, long offset, long size, Arena owner) {
        StoredTensor tensor = tensor(name);
        if (offset < 0 || size < 0 || offset > tensor.byteSize() - size) {
            throw new IllegalArgumentException("bytes " + offset + " to " + (offset + size) + " of tensor '" + name
                    + "', which has " + tensor.byteSize());
        }
        MemorySegment slice = TensorFile.map(file, channel, tensor.offset() + offset, size, owner);
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
        TensorFile.closeQuietly(channel);
    }
}
