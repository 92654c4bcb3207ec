package dev.tuwen.weights.gptq;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.GroupedRows;
import dev.tuwen.quantization.StoredRows;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.stored.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
/// Where scales are F16 and each group has 32 inputs or a multiple, these are the blocks of `Q4_0` in another order,
/// whose zero points are 8, and a constant for each group whose zero points are others. Where 32 neighbours each share
/// a group and there is no such constant, rows are given as `Q4_0`; else widened, and as groups to whoever asks for
/// them. Nothing is ever rounded.
final class GptqMatrix {
    // Outputs widened together: reads run along rows of qweight, writes stay within this many rows.
    private static final int TILE = 64;

    // One matrix has to fit in an array; the largest of MiniCPM-2B has 13 million weights.
    private static final int MAX_WEIGHTS = 1 << 30;

    private static final int BLOCK = DType.Q4_0.blockElements();
    private static final int MIDDLE = 8;

    private final TensorSource source;
    private final String prefix;
    private final QuantizationConfig config;
    private final int inputs;
    private final int outputs;
    private final int groups;
    private final DType type;
    private final boolean grouped;

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
        if ((long) inputs * outputs > MAX_WEIGHTS || (long) groups * outputs > MAX_WEIGHTS) {
            throw fault(
                    "qweight",
                    "at most " + MAX_WEIGHTS + " weights",
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
        } else if (config.ordered() && groups > 1) {
            throw new WeightFormatException(
                    source.file(prefix + "qweight"),
                    8,
                    "tensor '" + prefix + "g_idx', for the settings say that inputs are in another order ('desc_act')",
                    "none of this name");
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
        boolean blocks = inputs % BLOCK == 0 && source.dtype(prefix + "scales") == DType.F16;
        int[] gIdx = gIdx();
        this.type = blocks && areWholeBlocks(gIdx) && zeroPointsAreMiddle(zeroPoints()) ? DType.Q4_0 : DType.F32;
        this.grouped = blocks && type == DType.F32 && areWholeBlocks(sorted(gIdx));
    }

    private static boolean areWholeBlocks(int[] gIdx) {
        for (int i = 0; i < gIdx.length; i++) {
            if (gIdx[i] != gIdx[i - i % BLOCK]) {
                return false;
            }
        }
        return true;
    }

    private static int[] sorted(int[] gIdx) {
        int[] sorted = gIdx.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private static boolean zeroPointsAreMiddle(byte[] zeroPoints) {
        for (byte zero : zeroPoints) {
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

    /// Whether rows are also given as groups.
    boolean isGrouped() {
        return grouped;
    }

    /// `count` rows from `first` on.
    MemorySegment rows(int first, int count) {
        return type == DType.Q4_0 ? pack(first, count, identity(), gIdx()) : widen(first, count);
    }

    /// `count` rows from `first` on, with the inputs of each group side by side.
    GroupedRows groups(int first, int count) {
        int[] stored = gIdx();
        boolean neighbours = areWholeBlocks(stored);
        int[] permutation = neighbours ? identity() : permutation(stored);
        int[] gIdx = neighbours ? stored : sorted(stored);
        return new GroupedRows(
                pack(first, count, permutation, gIdx),
                neighbours ? null : permutation,
                constants(first, count),
                IntStream.range(0, inputs / BLOCK).map(b -> gIdx[b * BLOCK]).toArray());
    }

    private int[] identity() {
        return IntStream.range(0, inputs).toArray();
    }

    /// The inputs, those of the first group first, else as they are.
    private int[] permutation(int[] gIdx) {
        int[] next = new int[groups + 1];
        for (int group : gIdx) {
            next[group + 1]++;
        }
        Arrays.parallelPrefix(next, Integer::sum);
        int[] permutation = new int[inputs];
        for (int i = 0; i < inputs; i++) {
            permutation[next[gIdx[i]]++] = i;
        }
        return permutation;
    }

    /// What the zero points of groups differ from that of `Q4_0`, times the scale; null if none does.
    private float @Nullable [] constants(int first, int count) {
        byte[] zeroPoints = zeroPoints();
        if (zeroPointsAreMiddle(zeroPoints)) {
            return null;
        }
        float[] scales = scales();
        float[] constants = new float[Math.multiplyExact(groups, count)];
        for (int group = 0; group < groups; group++) {
            for (int at = 0; at < count; at++) {
                int from = group * outputs + first + at;
                constants[group * count + at] = scales[from] * (MIDDLE - zeroPoints[from]);
            }
        }
        return constants;
    }

    /// Puts the nibbles of rows into blocks of `Q4_0`: of 32 inputs the first half in the low nibbles.
    ///
    /// @param permutation the input at each place of a row
    /// @param gIdx the group of each place
    private MemorySegment pack(int first, int count, int[] permutation, int[] gIdx) {
        int blocks = inputs / BLOCK;
        int blockBytes = DType.Q4_0.blockBytes();
        byte[] rows = new byte[Math.toIntExact((long) count * blocks * blockBytes)];
        MemorySegment target = MemorySegment.ofArray(rows);
        WeightRef words = part("qweight", inputs / 8, outputs);
        WeightRef scales = part("scales", groups, outputs);
        MemorySegment packed = source.bytes(words);
        MemorySegment scaled = source.bytes(scales);
        int[] low = new int[count];
        int[] high = new int[count];
        for (int block = 0; block < blocks; block++) {
            long group = gIdx[block * BLOCK];
            for (int at = 0; at < count; at++) {
                target.set(
                        LittleEndian.SHORT,
                        ((long) at * blocks + block) * blockBytes,
                        scaled.get(LittleEndian.SHORT, 2 * (group * outputs + first + at)));
            }
            for (int k = 0; k < BLOCK / 2; k++) {
                int lowInput = permutation[block * BLOCK + k];
                int highInput = permutation[block * BLOCK + BLOCK / 2 + k];
                MemorySegment.copy(
                        packed, LittleEndian.INT, 4L * ((long) lowInput / 8 * outputs + first), low, 0, count);
                MemorySegment.copy(
                        packed, LittleEndian.INT, 4L * ((long) highInput / 8 * outputs + first), high, 0, count);
                int lowShift = 4 * (lowInput % 8);
                int highShift = 4 * (highInput % 8);
                int to = block * blockBytes + 2 + k;
                for (int at = 0; at < count; at++, to += blocks * blockBytes) {
                    rows[to] = (byte) (((low[at] >>> lowShift) & 15) | ((high[at] >>> highShift) & 15) << 4);
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
        int[] gIdx = gIdx();
        float[] scales = scales();
        byte[] zeroPoints = zeroPoints();
        MemorySegment packed = source.bytes(part("qweight", inputs / 8, outputs));
        for (int tile = 0; tile < count; tile += TILE) {
            int tileEnd = Math.min(count, tile + TILE);
            for (int row = 0; row < inputs / 8; row++) {
                for (int at = tile; at < tileEnd; at++) {
                    int output = first + at;
                    int eight = packed.get(LittleEndian.INT, 4L * ((long) row * outputs + output));
                    int target = at * inputs + row * 8;
                    for (int k = 0; k < 8; k++) {
                        int group = gIdx[row * 8 + k] * outputs + output;
                        weights[target + k] = scales[group] * (((eight >>> (4 * k)) & 15) - zeroPoints[group]);
                    }
                }
            }
        }
        source.release(part("qweight", inputs / 8, outputs));
        return MemorySegment.ofArray(weights).asReadOnly();
    }

    private int[] gIdx() {
        int[] gIdx = new int[inputs];
        if (!source.has(prefix + "g_idx")) {
            for (int i = 0; i < inputs; i++) {
                gIdx[i] = i / groupSize();
            }
            return gIdx;
        }
        MemorySegment stored = source.bytes(part("g_idx", inputs, 1));
        for (int i = 0; i < inputs; i++) {
            gIdx[i] = stored.get(LittleEndian.INT, 4L * i);
            if (gIdx[i] < 0 || gIdx[i] >= groups) {
                throw fault("g_idx", "groups below " + groups, "'" + gIdx[i] + "' for input " + i);
            }
        }
        source.release(part("g_idx", inputs, 1));
        return gIdx;
    }

    private float[] scales() {
        int count = Math.multiplyExact(groups, outputs);
        float[] scales = new float[count];
        MemorySegment stored = source.bytes(part("scales", groups, outputs));
        StoredRows.decode(source.dtype(prefix + "scales"), stored, 0, count, scales, 0);
        source.release(part("scales", groups, outputs));
        return scales;
    }

    private byte[] zeroPoints() {
        byte[] zeroPoints = new byte[Math.multiplyExact(groups, outputs)];
        int words = Math.ceilDiv(outputs, 8);
        MemorySegment stored = source.bytes(part("qzeros", groups, words));
        int correction = config.zeroPointsStoredMinusOne() ? 1 : 0;
        for (int group = 0; group < groups; group++) {
            for (int output = 0; output < outputs; output++) {
                int word = stored.get(LittleEndian.INT, 4L * ((long) group * words + output / 8));
                zeroPoints[group * outputs + output] = (byte) (((word >>> (4 * (output % 8))) & 15) + correction);
            }
        }
        source.release(part("qzeros", groups, words));
        return zeroPoints;
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

    private int bounded(String part, long axis, int maximum) {
        if (axis < 1 || axis > maximum) {
            throw fault(part, "axes from 1 to " + maximum, "'" + axis + "'");
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
