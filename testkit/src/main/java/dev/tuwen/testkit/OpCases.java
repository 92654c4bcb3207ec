package dev.tuwen.testkit;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.Heads;
import dev.tuwen.compute.KeyValues;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.ProgramBuilder;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.GroupedRows;
import dev.tuwen.quantization.BlockFormat;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One operation at a time in odd sizes, for the conformance suite. Each case has its own random numbers.
public final class OpCases {
    private static final int[] COLUMNS = {1, 7, 72, 207, 2304};
    private static final int[] ROWS = {1, 2, 3, 7, 64, 130};
    private static final int[] FEW_ROWS = {1, 7, 130};
    private static final DType[] STORED = {DType.F32, DType.F16, DType.BF16, DType.Q8_0, DType.Q4_0};
    /// What files have and no backend packs.
    private static final List<DType> OTHER_BLOCKS = Arrays.stream(DType.values())
            .filter(type -> type.isQuantized() && BlockFormat.of(type).computed() != type)
            .toList();

    private static final DType[] PACKED = {DType.F32, DType.BF16, DType.Q8_0, DType.Q4_0};

    private OpCases() {}

    /// All of them.
    public static Stream<OpCase> all() {
        return Stream.of(projections(), vocabulary(), tables(), rowwise(), rope(), attention(), caches())
                .flatMap(List::stream);
    }

    /// Few of each kind, for runs under other settings of the machine.
    public static Stream<OpCase> few() {
        return all().filter(c -> c.name().contains("[7, 72]")
                || c.name().contains("[7, 96]")
                || c.name().contains("[7, 160]")
                || c.name().contains("[7, 207]")
                || c.name().contains("seven"));
    }

    private static final class Case {
        final RandomCases random = new RandomCases();
        final MemoryWeights weights = new MemoryWeights();
        final ProgramBuilder builder;
        final Map<Value, float[]> floats = new HashMap<>();
        final Map<Value, int[]> integers = new HashMap<>();
        final Map<Param, Integer> params = new HashMap<>();
        final Map<BufferRef, float[]> buffers = new HashMap<>();
        final String name;
        int bufferRows = 1;

        Case(String name) {
            this.name = name + ", seed " + random.seed();
            this.builder = new ProgramBuilder(name);
        }

        Value input(String input, int rows, int columns) {
            Value value = builder.input(input, rows, columns);
            floats.put(value, random.normal(rows * columns, 1));
            return value;
        }

        WeightRef matrix(String weight, DType stored, int rows, int columns) {
            weights.add(weight, stored, rows, columns, random.normal(rows * columns, 1 / Math.sqrt(columns)));
            return WeightRef.matrix(weight, rows, columns);
        }

        WeightRef vector(String weight, DType stored, float mean, int length) {
            weights.add(weight, stored, random.around(mean, length, 0.3));
            return WeightRef.vector(weight, length);
        }

        /// A matrix in three groups of 32 or 64 columns, side by side or dealt out.
        WeightRef groups(String weight, int outputs, int columns, boolean offsets, boolean dealtOut) {
            long rowBytes = DType.Q4_0.rowBytes(columns);
            MemorySegment blocks = MemorySegment.ofArray(new byte[Math.toIntExact(outputs * rowBytes)]);
            float[] numbers = random.normal(outputs * columns, 1);
            for (int r = 0; r < outputs; r++) {
                float[] row = Arrays.copyOfRange(numbers, r * columns, (r + 1) * columns);
                MemorySegment.copy(StoredNumbers.encodeRow(row, DType.Q4_0), 0, blocks, r * rowBytes, rowBytes);
            }
            int[] order = IntStream.range(0, columns).map(i -> i * 37 % columns).toArray();
            var grouped = new GroupedRows(
                    blocks,
                    dealtOut ? order : null,
                    offsets ? random.normal(3 * outputs, 0.5f) : null,
                    IntStream.range(0, columns / 32)
                            .map(b -> Math.min(2, b / 2))
                            .toArray());
            weights.add(weight, outputs, columns, grouped);
            return WeightRef.matrix(weight, outputs, columns);
        }

        OpCase of(Value... outputs) {
            return packed(null, null, outputs);
        }

        OpCase packed(@Nullable DType matrixType, @Nullable DType packed, Value... outputs) {
            for (Value output : outputs) {
                builder.output(output);
            }
            Program program = builder.build();
            return new OpCase(
                    name, program, weights, matrixType, packed, floats, integers, params, buffers, bufferRows);
        }
    }

    private static List<OpCase> projections() {
        var cases = new ArrayList<OpCase>();
        for (int columns : COLUMNS) {
            for (int rows : columns > 300 ? FEW_ROWS : ROWS) {
                for (DType stored : STORED) {
                    cases.add(projection(rows, columns, stored, null));
                }
                for (DType packed : PACKED) {
                    cases.add(projection(rows, columns, DType.F32, packed));
                }
            }
        }
        cases.add(projection(7, 72, DType.BF16, DType.F32));
        cases.add(projection(7, 72, DType.Q4_0, DType.BF16));
        cases.add(projection(7, 72, DType.F16, DType.Q8_0));
        for (DType stored : OTHER_BLOCKS) {
            // Rounded by the backend as by the reference, or not at all.
            DType computed = BlockFormat.of(stored).computed();
            DType wanted = computed == DType.Q4_0 ? null : computed;
            for (int rows : new int[] {1, 7, 133}) {
                cases.add(projection(rows, 72, stored, wanted));
            }
            cases.add(projection(8, 2304, stored, wanted));
        }
        cases.add(projection(7, 72, DType.BF16, DType.Q4_0));
        for (int rows : FEW_ROWS) {
            cases.add(unequalHalves(rows));
            cases.add(groups(rows, false));
            cases.add(groups(rows, true));
        }
        return cases;
    }

    /// A gated projection whose matrices are of unlike types: only one of them takes rounded activations.
    private static OpCase unequalHalves(int rows) {
        var c = new Case("gated projection [" + rows + ", 96] by Q4_0 and Q8_0");
        Value x = c.input("x", rows, 96);
        WeightRef few = c.matrix("few", DType.Q4_0, 77, 96);
        WeightRef more = c.matrix("more", DType.Q8_0, 77, 96);
        Value first = c.builder.gatedLinear(x, few, more, Activation.SILU);
        Value second = c.builder.gatedLinear(x, more, few, Activation.SILU);
        return c.packed(null, DType.Q4_0, first, second);
    }

    /// Projections by matrices in groups of columns that are not neighbours.
    private static OpCase groups(int rows, boolean offsets) {
        var c = new Case("projections [" + rows + ", 160] by groups" + (offsets ? " with zero points" : ""));
        Value x = c.input("x", rows, 160);
        WeightRef a = c.groups("a", 77, 160, offsets, true);
        WeightRef b = c.groups("b", 77, 160, offsets, true);
        WeightRef inOrder = c.groups("in order", 77, 160, offsets, false);
        Value plain = c.builder.linear(x, a);
        Value more = c.builder.linear(x, inOrder);
        Value added = c.builder.linearAdd(x, b, null, more, 0.22f);
        Value same = c.builder.gatedLinear(x, inOrder, inOrder, Activation.SILU);
        Value unlike = c.builder.gatedLinear(x, a, b, Activation.SILU);
        return c.packed(null, DType.Q4_0, plain, added, same, unlike);
    }

    /// The three projections of one input, and a range of a stored matrix.
    private static OpCase projection(int rows, int columns, DType stored, @Nullable DType wanted) {
        DType packed = wanted == null ? stored : wanted;
        int outputs = columns > 300 ? 41 : 77;
        var c = new Case("projections [" + rows + ", " + columns + "] stored as " + stored + ", packed as " + packed);
        Value x = c.input("x", rows, columns);
        Value residual = c.input("residual", rows, outputs);
        WeightRef gate = c.matrix("gate", stored, outputs, columns);
        WeightRef up = c.matrix("up", stored, outputs, columns);
        WeightRef bias = c.vector("bias", DType.F16, 0, outputs);
        Value plain = c.builder.linear(x, gate.range(3, outputs - 5));
        Value gelu = c.builder.linear(x, gate, bias, Activation.GELU_ERF);
        Value tanh = c.builder.linear(x, up, null, Activation.GELU_TANH);
        Value added = c.builder.linearAdd(x, up, bias, residual, 0.22f);
        Value gated = c.builder.gatedLinear(x, gate, up, Activation.SILU);
        return c.packed(wanted, packed, plain, gelu, tanh, added, gated);
    }

    /// As many outputs as the published models have tokens.
    private static List<OpCase> vocabulary() {
        var c = new Case("projection to 122753 outputs");
        Value x = c.input("x", 1, 40);
        return List.of(c.packed(DType.Q8_0, DType.Q8_0, c.builder.linear(x, c.matrix("head", DType.F32, 122_753, 40))));
    }

    private static List<OpCase> tables() {
        var cases = new ArrayList<OpCase>();
        for (DType stored : DType.values()) {
            if (stored == DType.I32) {
                continue;
            }
            for (int columns : new int[] {7, 72, 2304}) {
                var c = new Case("table of " + stored + " rows [7, " + columns + "]");
                c.weights.add("table", stored, 50, columns, c.random.normal(50 * columns, 1));
                Value ids = c.builder.ids("ids", 7);
                c.integers.put(ids, new int[] {0, 49, 3, 3, 17, 48, 1});
                cases.add(c.of(c.builder.embed(ids, WeightRef.table("table", 50, columns), 12)));
            }
        }
        return cases;
    }

    private static List<OpCase> rowwise() {
        var cases = new ArrayList<OpCase>();
        for (int columns : COLUMNS) {
            for (int rows : ROWS) {
                var c = new Case("norms and sums [" + rows + ", " + columns + "]");
                Value x = c.input("x", rows, columns);
                Value y = c.input("y", rows, columns);
                Value one = c.input("one", 1, columns);
                WeightRef gain = c.vector("gain", DType.BF16, 1, columns);
                WeightRef bias = c.vector("bias", DType.F32, 0, columns);
                cases.add(c.of(
                        c.builder.rmsNorm(x, gain, 1e-5f),
                        c.builder.layerNorm(x, gain, bias, 1e-6f),
                        c.builder.add(x, y),
                        c.builder.add(x, one),
                        c.builder.scale(x, -0.3f),
                        c.builder.lastRow(x)));
            }
        }
        return cases;
    }

    private static List<OpCase> rope() {
        var cases = new ArrayList<OpCase>();
        for (int width : new int[] {2, 6, 64, 72, 128}) {
            for (int position : new int[] {0, 4095}) {
                var c = new Case("rope of seven rows, heads of " + width + " from position " + position);
                Value x = c.input("x", 7, 3 * width);
                var from = new Param("position");
                c.params.put(from, position);
                cases.add(c.of(c.builder.rope(x, 3, width, from, 10_000)));
            }
        }
        return cases;
    }

    private static List<OpCase> attention() {
        var cases = new ArrayList<OpCase>();
        for (int width : new int[] {1, 7, 32, 64, 72, 128}) {
            for (int rows : ROWS) {
                for (boolean causal : new boolean[] {false, true}) {
                    Heads heads = rows % 2 == 0 ? new Heads(6, 2, width) : Heads.of(3, width);
                    int positions = causal ? rows : rows + 70;
                    var c = new Case("attention of " + (rows == 7 ? "seven" : rows) + " rows"
                            + (causal ? ", causal" : "") + ", " + heads);
                    Value q = c.input("q", rows, heads.queryColumns());
                    Value k = c.input("k", positions, heads.keyValueColumns());
                    Value v = c.input("v", positions, heads.keyValueColumns());
                    cases.add(c.of(c.builder.attention(q, new KeyValues.Inline(k, v), heads, 0.7f, causal)));
                }
            }
        }
        return cases;
    }

    /// Reading, writing and attending to buffers that hold earlier rows.
    private static List<OpCase> caches() {
        var cases = new ArrayList<OpCase>();
        for (DType type : new DType[] {DType.F32, DType.F16, DType.Q8_0}) {
            for (int width : new int[] {32, 64, 72}) {
                for (int rows : ROWS) {
                    for (int past : new int[] {0, 5, 300}) {
                        cases.add(cache(type, width, rows, past));
                    }
                }
            }
        }
        return cases;
    }

    private static OpCase cache(DType type, int width, int rows, int past) {
        Heads heads = width == 72 ? new Heads(4, 2, width) : Heads.of(2, width);
        var c = new Case(
                "cache of " + type + ", " + (rows == 7 ? "seven" : rows) + " rows after " + past + ", " + heads);
        int columns = heads.keyValueColumns();
        BufferRef keys = BufferRef.keys("keys", type, heads);
        BufferRef values = BufferRef.values("values", type, heads);
        var from = new Param("past");
        c.params.put(from, past);
        c.bufferRows = past + rows + 3;
        c.buffers.put(keys, c.random.normal(c.bufferRows * columns, 1));
        c.buffers.put(values, c.random.normal(c.bufferRows * columns, 1));
        Value q = c.input("q", rows, heads.queryColumns());
        c.builder.writeRows(c.input("k", rows, columns), keys, from);
        c.builder.writeRows(c.input("v", rows, columns), values, from);
        Value attended = c.builder.attention(q, new KeyValues.Cached(keys, values, from), heads, 0.125f, true);
        return c.of(attended, c.builder.readRows(keys, from, rows));
    }
}
