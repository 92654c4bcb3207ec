package dev.tuwen.weights.gguf;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.stored.ByProducts;
import dev.tuwen.weights.stored.Loans;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The tensors of one or several files under our names. Rows are mapped when they are asked for and unmapped when they
/// are released; rows in another order than ours, or in several tensors, are copied together instead. Owns the files.
public final class GgufSource implements TensorSource {
    private final List<GgufFile> files;
    private final Map<String, Joined> tensors = new LinkedHashMap<>();
    private final Loans loans = new Loans();

    /// Where the rows of a tensor are.
    ///
    /// @param file holds it
    /// @param tensor one of its tensors
    /// @param interleavedWidth width of the heads whose rows are interleaved, or 0
    public record Part(GgufFile file, GgufTensor tensor, int interleavedWidth) {}

    /// A tensor of ours.
    ///
    /// @param parts whose rows follow each other
    /// @param dimensions outermost first
    private record Joined(List<Part> parts, List<Long> dimensions, DType type) {}

    /// @param model whose files are closed with the source
    public GgufSource(GgufModel model) {
        this.files = model.files();
    }

    /// Adds a tensor of several parts, all of one type and width.
    ///
    /// @param dimensions as we expect them, or null for as stored
    public void add(String name, @Nullable List<Long> dimensions, List<Part> parts) {
        Part first = parts.getFirst();
        DType type = first.tensor().dtype(first.file().file());
        List<Long> stored = first.tensor().dimensions();
        long rows = 0;
        for (Part part : parts) {
            List<Long> axes = part.tensor().dimensions();
            boolean fits = part.tensor().dtype(part.file().file()) == type
                    && axes.subList(1, axes.size()).equals(stored.subList(1, stored.size()));
            if (!fits) {
                throw new WeightFormatException(
                        part.file().file(),
                        part.tensor().offset(),
                        "tensor " + WeightFormatException.quoted(part.tensor().name()) + " of the type and width of "
                                + WeightFormatException.quoted(first.tensor().name()),
                        part.tensor().type() + " " + axes);
            }
            rows += axes.getFirst();
        }
        var joined = new ArrayList<>(stored);
        joined.set(0, rows);
        tensors.put(name, new Joined(List.copyOf(parts), dimensions == null ? joined : dimensions, type));
    }

    /// Adds what is left in the files, under the names it is stored by, so that nothing in them goes unseen. Whole
    /// numbers of 64 bits, which no weights are, are left out.
    public void addRest() {
        Set<GgufTensor> used = Collections.newSetFromMap(new IdentityHashMap<>());
        tensors.values().forEach(joined -> joined.parts.forEach(part -> used.add(part.tensor())));
        for (GgufFile file : files) {
            for (String name : file.names()) {
                GgufTensor tensor = file.tensor(name);
                if (used.contains(tensor) || tensor.type() == GgufType.I64) {
                    continue;
                }
                if (tensors.containsKey(name)) {
                    throw new WeightFormatException(
                            file.file(),
                            tensor.offset(),
                            "each tensor once",
                            WeightFormatException.quoted(name) + " again");
                }
                add(name, null, List.of(new Part(file, tensor, 0)));
            }
        }
    }

    @Override
    public boolean isByProduct(String name) {
        joined(name);
        return ByProducts.isNamed(name);
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    public Path file(String name) {
        return joined(name).parts.getFirst().file().file();
    }

    @Override
    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    @Override
    public DType dtype(String name) {
        return joined(name).type;
    }

    @Override
    public List<Long> dimensions(String name) {
        return joined(name).dimensions;
    }

    @Override
    public synchronized MemorySegment bytes(WeightRef ref) {
        Joined tensor = joined(ref.name());
        TensorSource.checkRange(ref, tensor.dimensions);
        Arena arena = loans.take(ref);
        boolean vector = tensor.dimensions.size() == 1;
        // The elements of a vector are rows of one column, but lie in the blocks of one row.
        long rowBytes = vector ? tensor.type.blockBytes() : tensor.type.rowBytes(ref.columns());
        long from = vector ? tensor.type.rowBytes(ref.firstRow()) : ref.firstRow() * rowBytes;
        long size = vector ? tensor.type.rowBytes(ref.rows()) : ref.rows() * rowBytes;
        List<Part> parts = tensor.parts;
        long start = 0;
        for (Part part : parts) {
            boolean inside =
                    from >= start && from + size <= start + part.tensor().byteSize();
            if (inside && part.interleavedWidth() == 0) {
                return part.file().map(part.tensor(), from - start, size, arena);
            }
            start += part.tensor().byteSize();
        }
        return copied(parts, from, size, rowBytes, arena);
    }

    /// Puts rows together that do not lie one after another in a file.
    private static MemorySegment copied(List<Part> parts, long from, long size, long rowBytes, Arena arena) {
        MemorySegment rows = arena.allocate(size, 64);
        long start = 0;
        try (Arena mapping = Arena.ofConfined()) {
            for (Part part : parts) {
                long end = start + part.tensor().byteSize();
                long first = Math.max(from, start);
                long last = Math.min(from + size, end);
                if (first < last) {
                    MemorySegment stored =
                            part.file().map(part.tensor(), 0, part.tensor().byteSize(), mapping);
                    for (long row = (first - start) / rowBytes; row < (last - start) / rowBytes; row++) {
                        long place = start + row * rowBytes - from;
                        long source = HeadRows.stored(row, part.interleavedWidth()) * rowBytes;
                        MemorySegment.copy(stored, source, rows, place, rowBytes);
                    }
                }
                start = end;
            }
        }
        return rows.asReadOnly();
    }

    @Override
    public void release(WeightRef ref) {
        loans.giveBack(ref);
    }

    private Joined joined(String name) {
        return TensorSource.known(tensors, name);
    }

    @Override
    public synchronized void close() {
        loans.close();
        files.forEach(GgufFile::close);
    }
}
