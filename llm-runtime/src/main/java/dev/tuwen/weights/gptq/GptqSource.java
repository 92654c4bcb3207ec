package dev.tuwen.weights.gptq;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.GroupedRows;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.WeightFormatException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A source whose quantised projections look like ordinary ones: `X.qweight`, `X.qzeros`, `X.scales` and `X.g_idx`
/// become one matrix `X.weight`: of `Q4_0` where that is exact, else of F32, and where possible also given as groups of
/// blocks ([GptqMatrix]). A matrix is made anew each
/// time it is asked for, on the heap; never more than the rows asked for. Closing it closes the source below.
public final class GptqSource implements TensorSource {
    private static final String QUANTIZED = "qweight";
    private static final List<String> PARTS = List.of(QUANTIZED, "qzeros", "scales", "g_idx");

    private final TensorSource stored;
    private final Map<String, GptqMatrix> matrices = new LinkedHashMap<>();
    private final Set<String> names = new LinkedHashSet<>();

    private GptqSource(TensorSource stored, QuantizationConfig said) {
        this.stored = stored;
        QuantizationConfig config = SymmetricZeroPoints.settled(said, stored);
        Set<String> parts = new LinkedHashSet<>();
        for (String name : stored.names()) {
            if (name.endsWith("." + QUANTIZED)) {
                String prefix = name.substring(0, name.length() - QUANTIZED.length());
                matrices.put(prefix + "weight", new GptqMatrix(stored, prefix, config));
                PARTS.forEach(part -> parts.add(prefix + part));
            }
        }
        for (String name : stored.names()) {
            if (matrices.containsKey(name)) {
                throw new WeightFormatException(
                        stored.file(name),
                        8,
                        "each matrix once",
                        ModelFormatException.quoted(name) + " quantised and not");
            }
            if (!parts.contains(name)) {
                names.add(name);
            }
        }
        names.addAll(matrices.keySet());
    }

    /// Whether a source has quantised projections.
    public static boolean isQuantized(TensorSource stored) {
        return stored.names().stream().anyMatch(name -> name.endsWith("." + QUANTIZED));
    }

    /// Wraps a source, which the result then owns.
    ///
    /// @throws WeightFormatException if the parts of a matrix do not fit each other
    public static GptqSource over(TensorSource stored, QuantizationConfig config) {
        return new GptqSource(stored, config);
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(names);
    }

    @Override
    public Path file(String name) {
        return matrices.containsKey(name)
                ? stored.file(name.substring(0, name.length() - "weight".length()) + QUANTIZED)
                : stored.file(visible(name));
    }

    @Override
    public boolean isByProduct(String name) {
        return !matrices.containsKey(name) && stored.isByProduct(visible(name));
    }

    @Override
    public boolean isWidened(String name) {
        GptqMatrix matrix = matrices.get(visible(name));
        return matrix != null && matrix.type() == DType.F32;
    }

    @Override
    public boolean isGrouped(String name) {
        GptqMatrix matrix = matrices.get(visible(name));
        return matrix != null && matrix.isGrouped();
    }

    @Override
    public GroupedRows grouped(WeightRef ref) {
        GptqMatrix matrix = matrices.get(visible(ref.name()));
        if (matrix == null || !matrix.isGrouped()) {
            throw new IllegalArgumentException("tensor '" + ref.name() + "' has no groups of whole blocks");
        }
        TensorSource.checkRange(ref, matrix.dimensions());
        return matrix.groups(ref.firstRow(), ref.rows());
    }

    @Override
    public boolean has(String name) {
        return names.contains(name);
    }

    @Override
    public DType dtype(String name) {
        GptqMatrix matrix = matrices.get(name);
        return matrix == null ? stored.dtype(visible(name)) : matrix.type();
    }

    @Override
    public List<Long> dimensions(String name) {
        GptqMatrix matrix = matrices.get(name);
        return matrix == null ? stored.dimensions(visible(name)) : matrix.dimensions();
    }

    @Override
    public MemorySegment bytes(WeightRef ref) {
        GptqMatrix matrix = matrices.get(ref.name());
        if (matrix == null) {
            visible(ref.name());
            return stored.bytes(ref);
        }
        TensorSource.checkRange(ref, matrix.dimensions());
        return matrix.rows(ref.firstRow(), ref.rows());
    }

    @Override
    public void release(WeightRef ref) {
        if (!matrices.containsKey(ref.name())) {
            stored.release(ref);
        }
    }

    private String visible(String name) {
        if (!names.contains(name)) {
            throw new IllegalArgumentException("no tensor '" + name + "' among the " + names.size() + " of the model");
        }
        return name;
    }

    @Override
    public void close() {
        stored.close();
    }
}
