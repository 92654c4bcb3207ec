package dev.tuwen.weights.pytorch;

import dev.tuwen.compute.DType;
import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.pytorch.PickleValue.Storage;
import dev.tuwen.weights.pytorch.PickleValue.Tensor;
import dev.tuwen.weights.pytorch.StoredEntries.Entry;
import dev.tuwen.weights.stored.ByProducts;
import dev.tuwen.weights.stored.TensorFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One `.bin` file, mapped tensor by tensor, in the layout of torch since version 1.6: `NAME/data.pkl` is the table of
/// tensors, `NAME/data/KEY` the numbers of a storage, which several tensors may share. Reading is safe from any thread;
/// closed by its opener.
public final class PytorchFile implements TensorFile {
    private static final String TABLE = "/data.pkl";

    /// How often the numbers of a storage may be named. Tied matrices are two names for the same ones; more would let a
    /// small file ask for the memory of a large one.
    private static final int MAX_NAMES = 4;

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Entry> entries;
    private final String folder;
    private final Map<String, Tensor> tensors;

    private PytorchFile(Path file, FileChannel channel, MemorySegment content) {
        this.file = file;
        this.channel = channel;
        this.entries = StoredEntries.read(file, content);
        this.folder = folder();
        checkByteOrder(content);
        Entry table = entry(folder + TABLE);
        if (table.size() > PickleReader.LONGEST) {
            throw fault(table.header(), "a table of tensors of at most " + PickleReader.LONGEST + " bytes", table);
        }
        this.tensors = PickleReader.read(
                new PickleCursor(file, table.offset(), content.asSlice(table.offset(), table.size())));
        tensors.values().forEach(tensor -> checkStorage(tensor.storage()));
        checkNames();
    }

    /// Opens a file and checks its directory and its table of tensors.
    ///
    /// @throws WeightFormatException if it is damaged, cut short, of another format, or holds more than tensors
    /// @throws UncheckedIOException if it cannot be read
    public static PytorchFile open(Path file) {
        return TensorFile.open(file, (channel, content) -> new PytorchFile(file, channel, content));
    }

    private String folder() {
        List<String> tables = entries.keySet().stream()
                .filter(name -> name.endsWith(TABLE) && name.indexOf('/') == name.length() - TABLE.length())
                .toList();
        if (tables.size() != 1) {
            throw new WeightFormatException(
                    file, 0, "an archive with one table of tensors, 'NAME/data.pkl'", tables.size() + " of them");
        }
        String table = tables.getFirst();
        return table.substring(0, table.length() - TABLE.length());
    }

    private void checkByteOrder(MemorySegment content) {
        Entry order = entries.get(folder + "/byteorder");
        if (order == null) {
            return;
        }
        byte[] text =
                content.asSlice(order.offset(), Math.min(order.size(), 16)).toArray(ValueLayout.JAVA_BYTE);
        String word = new String(text, StandardCharsets.ISO_8859_1).strip();
        if (!word.equals("little")) {
            throw new WeightFormatException(
                    file, order.offset(), "the byte order 'little'", WeightFormatException.quoted(word));
        }
    }

    private void checkStorage(Storage storage) {
        Entry entry = entry(place(storage));
        // The reader of the table has made sure that this does not overflow.
        long size = storage.count() * storage.type().byteSize();
        if (entry.size() != size) {
            throw fault(
                    entry.header(),
                    "entry " + WeightFormatException.quoted(place(storage)) + " of " + size + " bytes, "
                            + storage.count() + " numbers of type " + storage.type(),
                    entry);
        }
    }

    private void checkNames() {
        Map<String, Long> named = new HashMap<>();
        for (Tensor tensor : tensors.values()) {
            String place = place(tensor.storage());
            // No overflow: none is larger than its storage, and all storages lie in the file.
            long bytes = named.merge(place, tensor.storage().type().byteSize(tensor.dimensions()), Long::sum);
            Entry entry = entry(place);
            if (bytes > MAX_NAMES * entry.size()) {
                throw new WeightFormatException(
                        file,
                        entry.header(),
                        "entry " + WeightFormatException.quoted(place) + " named by tensors of at most "
                                + MAX_NAMES * entry.size() + " bytes, four times its size",
                        bytes + " bytes");
            }
        }
    }

    private String place(Storage storage) {
        return folder + "/data/" + storage.key();
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new WeightFormatException(
                    file, 0, "entry " + WeightFormatException.quoted(name) + " in the archive", "none of this name");
        }
        return entry;
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    public DType dtype(String name) {
        Storage storage = tensor(name).storage();
        return TensorFile.computable(
                file, name, storage.type(), entry(place(storage)).offset());
    }

    @Override
    public boolean isByProduct(String name) {
        Tensor tensor = tensor(name);
        return ByProducts.isOne(name, tensor.storage().type(), tensor.dimensions());
    }

    @Override
    public List<Long> dimensions(String name) {
        List<Long> dimensions = tensor(name).dimensions();
        return dimensions.isEmpty() ? List.of(1L) : dimensions;
    }

    /// Mapped where the numbers lie in the order of the axes, which they do in all published files; else gathered on
    /// the heap.
    @Override
    public MemorySegment bytes(String name, long offset, long size, Arena owner) {
        Tensor tensor = tensor(name);
        Entry entry = entry(place(tensor.storage()));
        int width = tensor.storage().type().byteSize();
        long count = 1;
        for (long axis : tensor.dimensions()) {
            count *= axis;
        }
        TensorFile.checkInside(name, offset, size, count * width);
        if (size == 0) {
            return MemorySegment.ofArray(new long[0]);
        }
        if (!isInOrder(tensor)) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment storage = TensorFile.map(file, channel, entry.offset(), entry.size(), arena);
                return gathered(tensor, storage, offset / width, size / width).asReadOnly();
            }
        }
        long start = entry.offset() + tensor.offset() * width + offset;
        return TensorFile.aligned(TensorFile.map(file, channel, start, size, owner), width);
    }

    private static boolean isInOrder(Tensor tensor) {
        long step = 1;
        for (int i = tensor.dimensions().size() - 1; i >= 0; i--) {
            long axis = tensor.dimensions().get(i);
            if (axis != 1 && tensor.strides().get(i) != step) {
                return false;
            }
            step *= axis;
        }
        return true;
    }

    /// Puts numbers together that do not lie in the order of the axes.
    private static MemorySegment gathered(Tensor tensor, MemorySegment storage, long first, long count) {
        int width = tensor.storage().type().byteSize();
        MemorySegment numbers = TensorFile.heap(count * width);
        int rank = tensor.dimensions().size();
        for (long i = 0; i < count; i++) {
            long rest = first + i;
            long place = tensor.offset();
            for (int axis = rank - 1; axis >= 0; axis--) {
                long length = tensor.dimensions().get(axis);
                place += rest % length * tensor.strides().get(axis);
                rest /= length;
            }
            MemorySegment.copy(storage, place * width, numbers, i * width, width);
        }
        return numbers;
    }

    private Tensor tensor(String name) {
        return TensorFile.tensor(file, tensors, name);
    }

    private WeightFormatException fault(long offset, String expected, Entry found) {
        return new WeightFormatException(file, offset, expected, found.size() + " bytes");
    }

    @Override
    public void close() {
        TensorFile.closeQuietly(channel);
    }
}
