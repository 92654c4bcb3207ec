package dev.tuwen.model;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.generate.LanguageModel;
import dev.tuwen.quantization.BlockFormat;
import dev.tuwen.quantization.NibbleGroups;
import dev.tuwen.vision.VisionModel;
import dev.tuwen.weights.TensorSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How much memory the weights of a model take in each type, counted from the shapes of its tensors, and which type
/// fits. Immutable.
public final class WeightPlan {
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String TABLE_END = "pos_embed";

    /// Positions that a conversation takes, of a model that may hold many more: a picture in ten slices is 650 tokens,
    /// a long answer a thousand. The cache grows beyond when it has to.
    private static final int WORKING_CONTEXT = 2048;

    /// What else the program takes: the heap and the code of the Java machine, and what threads keep.
    private static final long PROCESS_BYTES = 256L << 20;

    /// Part of the free memory that may be taken: what is free changes while weights are packed.
    private static final double USABLE = 0.92;

    private final List<Tensor> matrices = new ArrayList<>();
    private final DType storedType;
    /// Whether matrices stand in the files with four bits that no device computes with, and only look like F32.
    private final boolean widened;
    private final long otherBytes;
    private final long cacheElements;
    private final long activationBytes;
    private final long elements;

    private record Tensor(long rows, long columns, DType stored, boolean vision) {}

    /// Type a matrix is kept in that is to stay as exact as it is stored: its own, or `Q8_0` for blocks no device
    /// computes with as they are.
    public static DType kept(DType stored) {
        return stored == DType.I32 || NibbleGroups.fit(stored)
                ? stored
                : BlockFormat.of(stored).computed();
    }

    /// What was free on a device when it was probed; nothing when its driver does not say.
    public static OptionalLong freeBytes(Device device) {
        return device.freeBytes() > 0 ? OptionalLong.of(device.freeBytes()) : OptionalLong.empty();
    }

    /// Counts the tensors of a model.
    public WeightPlan(ModelParts parts) {
        TensorSource weights = parts.weights();
        long others = 0;
        long all = 0;
        Set<String> read = parts.tensorNames();
        for (String name : weights.names()) {
            if (!read.contains(name)) {
                continue;
            }
            List<Long> axes = weights.dimensions(name);
            DType type = weights.dtype(name);
            long rows = axes.getFirst();
            long columns = axes.stream().skip(1).reduce(1L, Math::multiplyExact);
            boolean table = name.equals(EMBEDDING);
            all += rows * columns;
            if (table || axes.size() < 2 || name.endsWith(TABLE_END)) {
                others += type.byteSize(rows, columns);
            }
            if (axes.size() >= 2
                    && !name.endsWith(TABLE_END)
                    && (!table || parts.decoder().tiedHead())) {
                DType kept = weights.isGrouped(name) ? DType.Q4_0 : kept(type);
                matrices.add(new Tensor(rows, columns, kept, isVision(name)));
            }
        }
        widened = read.stream()
                .filter(weights::has)
                .anyMatch(name -> weights.isWidened(name) && !weights.isGrouped(name));
        otherBytes = others;
        elements = all;
        storedType = mostCommonType(matrices);
        cacheElements = 2L
                * parts.decoder().layerCount()
                * parts.decoder().heads().keyValueColumns()
                * Math.min(WORKING_CONTEXT, parts.decoder().contextLimit());
        activationBytes = LanguageModel.activationBytes(parts.family().decoder().decoder(parts.decoder(), DType.F16))
                + parts.vision().map(VisionModel::activationBytes).orElse(0L);
    }

    private static boolean isVision(String name) {
        return name.startsWith("vpm.") || name.startsWith("resampler.");
    }

    private static DType mostCommonType(List<Tensor> matrices) {
        var elements = new EnumMap<DType, Long>(DType.class);
        for (Tensor matrix : matrices) {
            elements.merge(matrix.stored(), matrix.rows() * matrix.columns(), Long::sum);
        }
        return elements.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(DType.F32);
    }

    /// Type most of the matrices' numbers are kept in when they stay as exact as they are stored.
    public DType storedType() {
        return storedType;
    }

    /// Numbers in all tensors.
    public long elements() {
        return elements;
    }

    /// Bytes of a matrix in memory. Blocks of four bits with a minimum of their own are kept as Q4_0 with a
    /// constant in F32 each.
    public static long keptBytes(DType type, long rows, long columns) {
        return NibbleGroups.fit(type)
                ? DType.Q4_0.byteSize(rows, columns) + DType.F32.byteSize(rows, Math.ceilDiv(columns, 32L))
                : type.byteSize(rows, columns);
    }

    /// Memory of the weights alone.
    ///
    /// @param matrixType type of the matrices; null for the type they are stored in
    public long weightBytes(@Nullable DType matrixType) {
        long bytes = otherBytes;
        for (Tensor matrix : matrices) {
            DType wanted = matrix.vision() ? visionType(matrixType) : matrixType;
            DType type = wanted == null || (wanted == DType.Q4_0 && NibbleGroups.fit(matrix.stored()))
                    ? matrix.stored()
                    : wanted;
            bytes += keptBytes(type, matrix.rows(), matrix.columns());
        }
        return bytes;
    }

    /// Type to pack the matrices of vision encoder and resampler in: never less than 16 bits because the decoder has
    /// less, for these are a small part of the weights and read once for a thousand patches, so that bits there cost
    /// little memory and no time.
    ///
    /// @param matrixType type of the decoder's matrices; null for the type they are stored in
    /// @return null for the type they are stored in
    public @Nullable DType visionType(@Nullable DType matrixType) {
        if (matrixType == null || !matrixType.isQuantized()) {
            return matrixType;
        }
        List<Tensor> vision = matrices.stream().filter(Tensor::vision).toList();
        return mostCommonType(vision) == DType.F32 ? DType.F16 : null;
    }

    /// Memory of the weights, of a working context and of what is computed in between.
    public long neededBytes(@Nullable DType matrixType) {
        return weightBytes(matrixType)
                + cacheType(matrixType).byteSize(1, cacheElements)
                + activationBytes
                + PROCESS_BYTES;
    }

    /// Type of cached keys and values: as exact as the weights.
    public DType cacheType(@Nullable DType matrixType) {
        return (matrixType == null ? storedType : matrixType) == DType.F32 ? DType.F32 : DType.F16;
    }

    /// What was chosen.
    ///
    /// @param matrixType type to pack matrices in; null for as stored
    /// @param smallerForMemory whether more exact weights would not have fitted
    public record Choice(@Nullable DType matrixType, boolean smallerForMemory) {}

    /// The most exact type that fits, or nothing. Four-bit folders that cannot be computed with as they are get eight
    /// bits where that fits: more would take memory and time and say nothing that the files do not.
    ///
    /// @param freeBytes memory there is; empty when unknown, then weights stay as stored
    /// @param supported types the device can pack in
    public @Nullable Choice choose(OptionalLong freeBytes, Set<DType> supported) {
        DType first = widened && supported.contains(DType.Q8_0) ? DType.Q8_0 : null;
        if (freeBytes.isEmpty()) {
            return new Choice(first, false);
        }
        long usable = (long) (freeBytes.getAsLong() * USABLE);
        if (neededBytes(first) <= usable) {
            return new Choice(first, false);
        }
        for (DType type : List.of(DType.BF16, DType.Q8_0, DType.Q4_0)) {
            boolean smaller = weightBytes(type) < weightBytes(null);
            if (smaller && supported.contains(type) && neededBytes(type) <= usable) {
                return new Choice(type, true);
            }
        }
        return null;
    }
}
