package dev.tuwen.weights.gptq;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.quantization.HalfFloats;
import dev.tuwen.weights.QuantizationConfig;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.WeightFormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/// One quantised projection `[O, I]` in the layout of GPTQ files:
///
/// | tensor | type | shape | content |
/// |---|---|---|---|
/// | `qweight` | I32 | `[I/8, O]` | `q[8r + k, o] = qweight[r, o] >>> 4k & 15` |
/// | `qzeros` | I32 | `[G, O/8]` | `z[g, 8c + k] = qzeros[g, c] >>> 4k & 15`, plus one in the first version of the format |
/// | `scales` | F16 | `[G, O]` | |
/// | `g_idx` | I32 | `[I]` | the group of each input; `i / group_size` without it |
///
/// `W[o, i] = scales[g_idx[i], o] · (q[i, o] − z[g_idx[i], o])`, exact in F32.
final class GptqMatrix {
    // Outputs widened together: reads run along rows of qweight, writes stay within this many rows.
    private static final int TILE = 64;

    // One matrix has to fit in an array; the largest of MiniCPM-2B has 13 million weights.
    private static final int LARGEST = 1 << 30;

    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final TensorSource source;
    private final String prefix;
    private final QuantizationConfig config;
    private final int inputs;
    private final int outputs;
    private final int groups;

    /// Checks the shapes and types of the four tensors.
    GptqMatrix(TensorSource source, String prefix, QuantizationConfig config) {
        this.source = source;
        this.prefix = prefix;
        this.config = config;
        List<Long> packed = axes("qweight", 2, "[inputs / 8, outputs]");
        List<Long> scaled = axes("scales", 2, "[groups, outputs]");
        this.inputs = bounded("qweight", packed.get(0), 1 << 20) * 8;
        this.outputs = bounded("qweight", packed.get(1), 1 << 23);
        this.groups = bounded("scales", scaled.get(0), 1 << 20);
        if ((long) inputs * outputs > LARGEST || (long) groups * outputs > LARGEST) {
            throw fault(
                    "qweight",
                    "at most " + LARGEST + " weights",
                    inputs + " by " + outputs + " in " + groups + " groups");
        }
        require("scales", scaled, List.of((long) groups, (long) outputs));
        require(
                "qzeros",
                axes("qzeros", 2, "[groups, outputs / 8]"),
                List.of((long) groups, Math.ceilDiv((long) outputs, 8L)));
        if (source.has(prefix + "g_idx")) {
            require("g_idx", axes("g_idx", 1, "[inputs]"), List.of((long) inputs));
            requireType("g_idx", DType.I32);
        } else if (Math.ceilDiv(inputs, groupSize()) != groups) {
            throw fault(
                    "scales",
                    Math.ceilDiv(inputs, groupSize()) + " groups of " + groupSize() + " inputs",
                    groups + " groups");
        }
        requireType("qweight", DType.I32);
        requireType("qzeros", DType.I32);
        if (source.dtype(prefix + "scales") == DType.I32) {
            throw fault("scales", "F16, BF16 or F32", "I32");
        }
    }

    List<Long> dimensions() {
        return List.of((long) outputs, (long) inputs);
    }

    /// Widens `count` rows from `first` on, row-major.
    MemorySegment widen(int first, int count) {
        float[] weights = new float[Math.multiplyExact(count, inputs)];
        int[] groupOf = groupOf();
        float[] scales = scales();
        byte[] zeros = zeros();
        MemorySegment packed = all("qweight", inputs / 8, outputs);
        for (int tile = 0; tile < count; tile += TILE) {
            int tileEnd = Math.min(count, tile + TILE);
            for (int row = 0; row < inputs / 8; row++) {
                for (int at = tile; at < tileEnd; at++) {
                    int output = first + at;
                    int eight = packed.get(INT, 4L * ((long) row * outputs + output));
                    int target = at * inputs + row * 8;
                    for (int k = 0; k < 8; k++) {
                        int group = groupOf[row * 8 + k] * outputs + output;
                        weights[target + k] = scales[group] * (((eight >>> (4 * k)) & 15) - zeros[group]);
                    }
                }
            }
        }
        return MemorySegment.ofArray(weights).asReadOnly();
    }

    private int[] groupOf() {
        int[] groupOf = new int[inputs];
        if (!source.has(prefix + "g_idx")) {
            for (int i = 0; i < inputs; i++) {
                groupOf[i] = i / groupSize();
            }
            return groupOf;
        }
        MemorySegment stored = all("g_idx", inputs, 1);
        for (int i = 0; i < inputs; i++) {
            groupOf[i] = stored.get(INT, 4L * i);
            if (groupOf[i] < 0 || groupOf[i] >= groups) {
                throw fault("g_idx", "groups below " + groups, "'" + groupOf[i] + "' for input " + i);
            }
        }
        return groupOf;
    }

    private float[] scales() {
        int count = Math.multiplyExact(groups, outputs);
        float[] scales = new float[count];
        MemorySegment stored = all("scales", groups, outputs);
        switch (source.dtype(prefix + "scales")) {
            case F16 -> HalfFloats.widenF16(stored, 0, scales, 0, count);
            case BF16 -> HalfFloats.widenBf16(stored, 0, scales, 0, count);
            default -> MemorySegment.copy(stored, FLOAT, 0, scales, 0, count);
        }
        return scales;
    }

    private byte[] zeros() {
        byte[] zeros = new byte[Math.multiplyExact(groups, outputs)];
        int words = Math.ceilDiv(outputs, 8);
        MemorySegment stored = all("qzeros", groups, words);
        int correction = config.zerosStoredMinusOne() ? 1 : 0;
        for (int group = 0; group < groups; group++) {
            for (int output = 0; output < outputs; output++) {
                int word = stored.get(INT, 4L * ((long) group * words + output / 8));
                zeros[group * outputs + output] = (byte) (((word >>> (4 * (output % 8))) & 15) + correction);
            }
        }
        return zeros;
    }

    private MemorySegment all(String part, int rows, int columns) {
        return source.bytes(WeightRef.table(prefix + part, rows, columns));
    }

    private int groupSize() {
        return config.groupSize() < 0 ? inputs : config.groupSize();
    }

    private List<Long> axes(String part, int count, String meaning) {
        if (!source.has(prefix + part)) {
            throw new WeightFormatException(
                    source.file(prefix + "qweight"),
                    8,
                    "tensor '" + prefix + part + "' beside '" + prefix + "qweight'",
                    "none");
        }
        List<Long> axes = source.dimensions(prefix + part);
        if (axes.size() != count) {
            throw fault(part, "shape " + meaning, axes.toString());
        }
        return axes;
    }

    private int bounded(String part, long axis, int most) {
        if (axis < 1 || axis > most) {
            throw fault(part, "axes from 1 to " + most, "'" + axis + "'");
        }
        return (int) axis;
    }

    private void require(String part, List<Long> found, List<Long> expected) {
        if (!found.equals(expected)) {
            throw fault(part, "shape " + expected, found.toString());
        }
    }

    private void requireType(String part, DType type) {
        if (source.dtype(prefix + part) != type) {
            throw fault(part, "type " + type, source.dtype(prefix + part).toString());
        }
    }

    private WeightFormatException fault(String part, String expected, String found) {
        return new WeightFormatException(
                source.file(prefix + part), 8, "'" + prefix + part + "' with " + expected, found);
    }
}
