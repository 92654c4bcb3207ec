package dev.tuwen.testkit;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.WeightSource;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Weights made by a test, held on the heap in any stored type. Made and closed by the test; adding is for one thread.
public final class MemoryWeights implements WeightSource {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private record Tensor(DType type, List<Long> dimensions, MemorySegment bytes) {}

    /// No tensors yet.
    public MemoryWeights() {}

    /// Stores rows, rounded to a type.
    ///
    /// @param name of the tensor
    /// @param type stored type
    /// @param rows outermost axis
    /// @param columns innermost axis
    /// @param elements row-major
    public MemoryWeights add(String name, DType type, int rows, int columns, float[] elements) {
        long rowBytes = type.rowBytes(columns);
        MemorySegment bytes = MemorySegment.ofArray(new byte[Math.toIntExact(rows * rowBytes)]);
        var row = new float[columns];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(elements, r * columns, row, 0, columns);
            MemorySegment.copy(StoredNumbers.encodeRow(row, type), 0, bytes, r * rowBytes, rowBytes);
        }
        tensors.put(name, new Tensor(type, List.of((long) rows, (long) columns), bytes));
        return this;
    }

    /// Stores a tensor of one axis.
    public MemoryWeights add(String name, DType type, float[] elements) {
        tensors.put(name, new Tensor(type, List.of((long) elements.length), StoredNumbers.encodeRow(elements, type)));
        return this;
    }

    @Override
    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    @Override
    public DType dtype(String name) {
        return tensor(name).type;
    }

    @Override
    public List<Long> dimensions(String name) {
        return tensor(name).dimensions;
    }

    @Override
    public MemorySegment bytes(WeightRef ref) {
        Tensor tensor = tensor(ref.name());
        long rows = tensor.dimensions.getFirst();
        long columns = tensor.dimensions.size() == 1 ? 1 : tensor.dimensions.get(1);
        if (ref.columns() != columns || ref.rows() > rows - ref.firstRow()) {
            throw new IllegalArgumentException(
                    "tensor '" + ref.name() + "' is " + tensor.dimensions + ", expected " + ref);
        }
        long rowBytes = tensor.type.rowBytes(columns);
        return tensor.bytes.asSlice(ref.firstRow() * rowBytes, ref.rows() * rowBytes);
    }

    @Override
    public void close() {}

    private Tensor tensor(String name) {
        @Nullable Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is no tensor '" + name + "'");
        }
        return tensor;
    }
}
