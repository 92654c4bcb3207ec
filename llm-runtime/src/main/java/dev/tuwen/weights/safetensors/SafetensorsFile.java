package dev.tuwen.weights.safetensors;

import dev.tuwen.compute.DType;
import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.stored.ByProducts;
import dev.tuwen.weights.stored.LittleEndian;
import dev.tuwen.weights.stored.TensorFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One file, mapped tensor by tensor. Reading is safe from any thread; closed by its opener.
public final class SafetensorsFile implements TensorFile {
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
    public static SafetensorsFile open(Path file) {
        return TensorFile.open(file, (channel, content) -> new SafetensorsFile(file, channel, header(file, content)));
    }

    private static Map<String, StoredTensor> header(Path file, MemorySegment content) {
        long size = content.byteSize();
        if (size < 8) {
            throw new WeightFormatException(file, 0, "a safetensors file, at least 8 bytes long", size + " bytes");
        }
        long length = content.get(LittleEndian.LONG, 0);
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
        return TensorFile.computable(file, name, tensor.type(), tensor.offset());
    }

    @Override
    public boolean isByProduct(String name) {
        StoredTensor tensor = tensor(name);
        return ByProducts.isOne(name, tensor.type(), tensor.dimensions());
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
        TensorFile.checkInside(name, offset, size, tensor.byteSize());
        MemorySegment slice = TensorFile.map(file, channel, tensor.offset() + offset, size, owner);
        return TensorFile.aligned(slice, tensor.type().byteSize());
    }

    private StoredTensor tensor(String name) {
        return TensorFile.tensor(file, tensors, name);
    }

    @Override
    public void close() {
        TensorFile.closeQuietly(channel);
    }
}
