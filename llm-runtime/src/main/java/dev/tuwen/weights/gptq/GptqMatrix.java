package dev.tuwen.weights.gptq;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.quantization.StoredRows;
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
///
/// Where all zero points are 8, scales are F16 and each 32 inputs share a group, these are the blocks of `Q4_0` in
/// another order, and rows are given as such: nothing is rounded. Else they are widened.
final class GptqMatrix {
    // Outputs widened together: reads run along rows of qweight, writes stay within this many rows.
    private static final int TILE = 64;

    // One matrix has to fit in an array; the largest of MiniCPM-2B has 13 million weights.
    private static final int LARGEST = 1 << 30;

    private static final int BLOCK = DType.Q4_0.blockElements();
    private static final int MIDDLE = 8;

    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final TensorSource source;
    private final String prefix;
    private final QuantizationConfig config;
    private final int inputs;
    private final int outputs;
    private final int groups;
    private final DType type;

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
        this.type = isSymmetric() ? DType.Q4_0 : DType.F32;
    }

    private boolean isSymmetric() {
        return inputs % BLOCK == 0
                && source.dtype(prefix + "scales") == DType.F16
                && groupsAreWholeBlocks(groupOf())
                && zerosAreMiddle(zeros());
    }

    private static boolean groupsAreWholeBlocks(int[] groupOf) {
        for (int i = 0; i < groupOf.length; i++) {
            if (groupOf[i] != groupOf[i - i % BLOCK]) {
                return false;
            }
        }
        return true;
    }

    private static boolean zerosAreMiddle(byte[] zeros) {
        for (byte zero : zeros) {
            if (zero != MIDDLE) {
                return false;
            }
        }
        return true;
    }

    /// What rows are given as: `Q4_0` or F32.
    DType type() {
        return type;
    }

    /// `count` rows from `first` on.
    MemorySegment rows(int first, int count) {
        return type == DType.Q4_0 ? pack(first, count) : widen(first, count);
    }

    /// Puts the nibbles of rows into blocks of `Q4_0`: of 32 inputs the first half in the low nibbles.
    private MemorySegment pack(int first, int count) {
        int blocks = inputs / BLOCK;
        int blockBytes = DType.Q4_0.blockBytes();
        byte[] rows = new byte[Math.toIntExact((long) count * blocks * blockBytes)];
        MemorySegment target = MemorySegment.ofArray(rows);
        int[] groupOf = groupOf();
        WeightRef words = part("qweight", inputs / 8, outputs);
        WeightRef scales = part("scales", groups, outputs);
        MemorySegment packed = source.bytes(words);
        MemorySegment scaled = source.bytes(scales);
        for (int block = 0; block < blocks; block++) {
            long group = groupOf[block * BLOCK];
            for (int at = 0; at < count; at++) {
                int offset = (at * blocks + block) * blockBytes;
                target.set(SHORT, offset, scaled.get(SHORT, 2 * (group * outputs + first + at)));
                for (int half = 0; half < 2; half++) {
                    int low = packed.get(INT, 4L * ((4L * block + half) * outputs + first + at));
                    int high = packed.get(INT, 4L * ((4L * block + 2 + half) * outputs + first + at));
                    for (int k = 0; k < 8; k++) {
                        rows[offset + 2 + 8 * half + k] =
                                (byte) (((low >>> (4 * k)) & 15) | ((high >>> (4 * k)) & 15) << 4);
                    }
                }
            }
        }
        source.release(words);
        source.release(scales);
        return target.asReadOnly();
    }

    List<Long> dimensions() {
        return List.of((long) outputs, (long) inputs);
    }

    /// Widens `count` rows from `first` on, row-major.
    private MemorySegment widen(int first, int count) {
        float[] weights = new float[Math.multiplyExact(count, inputs)];
        int[] groupOf = groupOf();
        float[] scales = scales();
        byte[] zeros = zeros();
        MemorySegment packed = source.bytes(part("qweight", inputs / 8, outputs));
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
        source.release(part("qweight", inputs / 8, outputs));
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
        MemorySegment stored = source.bytes(part("g_idx", inputs, 1));
        for (int i = 0; i < inputs; i++) {
            groupOf[i] = stored.get(INT, 4L * i);
            if (groupOf[i] < 0 || groupOf[i] >= groups) {
                throw fault("g_idx", "groups below " + groups, "'" + groupOf[i] + "' for input " + i);
            }
        }
        source.release(part("g_idx", inputs, 1));
        return groupOf;
    }

    private float[] scales() {
        int count = Math.multiplyExact(groups, outputs);
        float[] scales = new float[count];
        MemorySegment stored = source.bytes(part("scales", groups, outputs));
        StoredRows.decode(source.dtype(prefix + "scales"), stored, 0, count, scales, 0);
        source.release(part("scales", groups, outputs));
        return scales;
    }

    private byte[] zeros() {
        byte[] zeros = new byte[Math.multiplyExact(groups, outputs)];
        int words = Math.ceilDiv(outputs, 8);
        MemorySegment stored = source.bytes(part("qzeros", groups, words));
        int correction = config.zerosStoredMinusOne() ? 1 : 0;
        for (int group = 0; group < groups; group++) {
            for (int output = 0; output < outputs; output++) {
                int word = stored.get(INT, 4L * ((long) group * words + output / 8));
                zeros[group * outputs + output] = (byte) (((word >>> (4 * (output % 8))) & 15) + correction);
            }
        }
        source.release(part("qzeros", groups, words));
        return zeros;
    }

    private WeightRef part(String part, int rows, int columns) {
        return WeightRef.table(prefix + part, rows, columns);
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
