package dev.tuwen.testkit;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.GroupedRows;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.quantization.BlockFormat;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Weights made by a test, held on the heap in any stored type. Made and closed by the test; adding is for one thread.
public final class MemoryWeights implements WeightSource {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private record Tensor(
            DType type,
            List<Long> dimensions,
            MemorySegment bytes,
            @Nullable GroupedRows grouped) {}

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
        tensors.put(name, new Tensor(type, List.of((long) rows, (long) columns), bytes, null));
        return this;
    }

    /// Stores a tensor of one axis.
    public MemoryWeights add(String name, DType type, float[] elements) {
        tensors.put(
                name, new Tensor(type, List.of((long) elements.length), StoredNumbers.encodeRow(elements, type), null));
        return this;
    }

    /// Stores a matrix in groups, which also looks like F32.
    public MemoryWeights add(String name, int rows, int columns, GroupedRows grouped) {
        MemorySegment bytes = MemorySegment.ofArray(widened(rows, columns, grouped));
        tensors.put(name, new Tensor(DType.F32, List.of((long) rows, (long) columns), bytes, grouped));
        return this;
    }

    /// The numbers of rows in groups.
    public static float[] widened(int rows, int columns, GroupedRows grouped) {
        var numbers = new float[Math.multiplyExact(rows, columns)];
        var row = new float[columns];
        int[] permutation = grouped.permutation();
        float[] minimums = grouped.minimums();
        for (int r = 0; r < rows; r++) {
            BlockFormat.of(DType.Q4_0).decode(grouped.blocks(), r * DType.Q4_0.rowBytes(columns), row, 0, columns / 32);
            for (int c = 0; c < columns; c++) {
                float minimum = minimums == null ? 0 : minimums[grouped.groups()[c / 32] * rows + r];
                numbers[r * columns + (permutation == null ? c : permutation[c])] = row[c] + minimum;
            }
        }
        return numbers;
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
    public boolean isGrouped(String name) {
        return tensor(name).grouped != null;
    }

    @Override
    public GroupedRows grouped(WeightRef ref) {
        GroupedRows grouped = tensor(ref.name()).grouped;
        if (grouped == null || ref.rows() != tensor(ref.name()).dimensions.getFirst()) {
            throw new IllegalArgumentException("tensor '" + ref.name() + "' has no groups, or not in parts");
        }
        return grouped;
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
