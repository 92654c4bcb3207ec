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
import dev.tuwen.compute.spi.WeightSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Random weights and programs in the shape of our models, but small: two decoder layers over a cache, and two layers
/// of a vision transformer. Whole programs reach what single operations do not: values that share memory, and what a
/// backend fuses.
public final class TinyModel {
    /// Where the first row of a run stands.
    public static final Param PAST = new Param("past");

    private static final int HIDDEN = 72;
    private static final int INNER = 207;
    private static final int VOCABULARY = 101;
    private static final int LAYERS = 2;
    private static final Heads HEADS = new Heads(6, 3, 12);

    private final RandomCases random = new RandomCases();
    private final MemoryWeights weights = new MemoryWeights();
    private final DType cacheType;

    /// @param cacheType F32, F16 or Q8_0
    public TinyModel(DType cacheType) {
        this.cacheType = cacheType;
        weights.add("table", DType.BF16, VOCABULARY, HIDDEN, random.normal(VOCABULARY * HIDDEN, 0.3));
        for (int layer = 0; layer < LAYERS; layer++) {
            String prefix = "layers." + layer + ".";
            vector(prefix + "norm1", 1, HIDDEN);
            vector(prefix + "norm2", 1, HIDDEN);
            vector(prefix + "bias1", 0, HIDDEN);
            vector(prefix + "bias2", 0, INNER);
            matrix(prefix + "qkv", HEADS.queryColumns() + 2 * HEADS.keyValueColumns(), HIDDEN);
            matrix(prefix + "square", HEADS.queryColumns(), HIDDEN);
            matrix(prefix + "out", HIDDEN, HEADS.queryColumns());
            matrix(prefix + "gate", INNER, HIDDEN);
            matrix(prefix + "up", INNER, HIDDEN);
            matrix(prefix + "down", HIDDEN, INNER);
        }
        vector("norm", 1, HIDDEN);
    }

    private void vector(String name, float mean, int length) {
        weights.add(name, DType.F32, random.around(mean, length, 0.1));
    }

    private void matrix(String name, int rows, int columns) {
        weights.add(name, DType.BF16, rows, columns, random.normal(rows * columns, 1 / Math.sqrt(columns)));
    }

    /// All weights of both programs.
    public WeightSource weights() {
        return weights;
    }

    /// The caches of the decoder, keys and values of each layer in turn.
    public BufferRef cache(int layer, boolean values) {
        return values
                ? BufferRef.values("values." + layer, cacheType, HEADS)
                : BufferRef.keys("keys." + layer, cacheType, HEADS);
    }

    /// Random token ids.
    public int[] tokens(int count) {
        return random.integers(count, VOCABULARY);
    }

    /// The decoder over `rows` tokens; its first output is the logits of the last one, and probes `layer0` and `layer1`
    /// the rows after each layer.
    public Program decoder(int rows) {
        var p = new ProgramBuilder("tiny decoder of " + rows, probe -> true);
        Value x = p.embed(p.ids("ids", rows), WeightRef.table("table", VOCABULARY, HIDDEN), 12);
        var layers = new Value[LAYERS];
        for (int layer = 0; layer < LAYERS; layer++) {
            String prefix = "layers." + layer + ".";
            Value normed = p.rmsNorm(x, WeightRef.vector(prefix + "norm1", HIDDEN), 1e-5f);
            int queryColumns = HEADS.queryColumns();
            int columns = HEADS.keyValueColumns();
            WeightRef all = WeightRef.matrix(prefix + "qkv", queryColumns + 2 * columns, HIDDEN);
            Value q = p.linear(normed, all.range(0, queryColumns));
            Value k = p.linear(normed, all.range(queryColumns, columns));
            Value v = p.linear(normed, all.range(queryColumns + columns, columns));
            q = p.rope(q, HEADS.queries(), HEADS.width(), PAST, 10_000);
            k = p.rope(k, HEADS.keyValues(), HEADS.width(), PAST, 10_000);
            p.writeRows(k, cache(layer, false), PAST);
            p.writeRows(v, cache(layer, true), PAST);
            var seen = new KeyValues.Cached(cache(layer, false), cache(layer, true), PAST);
            Value attended = p.attention(q, seen, HEADS, 0.3f, true);
            x = p.linearAdd(attended, WeightRef.matrix(prefix + "out", HIDDEN, queryColumns), null, x, 0.22f);
            normed = p.rmsNorm(x, WeightRef.vector(prefix + "norm2", HIDDEN), 1e-5f);
            Value inner = p.gatedLinear(
                    normed,
                    WeightRef.matrix(prefix + "gate", INNER, HIDDEN),
                    WeightRef.matrix(prefix + "up", INNER, HIDDEN),
                    Activation.SILU);
            x = p.linearAdd(inner, WeightRef.matrix(prefix + "down", HIDDEN, INNER), null, x, 0.22f);
            layers[layer] = x;
        }
        Value last = p.scale(p.rmsNorm(p.lastRow(x), WeightRef.vector("norm", HIDDEN), 1e-5f), 1 / 9f);
        p.output(p.linear(last, WeightRef.matrix("layers.0.gate", INNER, HIDDEN)));
        for (int layer = 0; layer < LAYERS; layer++) {
            p.probe("layer" + layer, layers[layer]);
        }
        return p.build();
    }

    /// A vision transformer over `rows` patches.
    public Program encoder(int rows) {
        var p = new ProgramBuilder("tiny encoder of " + rows);
        Value x = p.add(p.input("patches", rows, HIDDEN), p.input("positions", rows, HIDDEN));
        Heads heads = Heads.of(1, HIDDEN);
        for (int layer = 0; layer < LAYERS; layer++) {
            String prefix = "layers." + layer + ".";
            WeightRef gain = WeightRef.vector(prefix + "norm1", HIDDEN);
            WeightRef bias = WeightRef.vector(prefix + "bias1", HIDDEN);
            WeightRef square = WeightRef.matrix(prefix + "square", HEADS.queryColumns(), HIDDEN);
            Value normed = p.layerNorm(x, gain, bias, 1e-6f);
            Value q = p.linear(normed, square, bias, Activation.NONE);
            Value k = p.linear(normed, square);
            Value v = p.linear(normed, WeightRef.matrix(prefix + "out", HIDDEN, HEADS.queryColumns()));
            Value attended = p.attention(q, new KeyValues.Inline(k, v), heads, 0.12f, false);
            x = p.linearAdd(attended, square, bias, x, 1);
            normed = p.layerNorm(x, WeightRef.vector(prefix + "norm2", HIDDEN), bias, 1e-6f);
            Value inner = p.linear(
                    normed,
                    WeightRef.matrix(prefix + "gate", INNER, HIDDEN),
                    WeightRef.vector(prefix + "bias2", INNER),
                    Activation.GELU_ERF);
            x = p.linearAdd(inner, WeightRef.matrix(prefix + "down", HIDDEN, INNER), bias, x, 1);
        }
        p.output(x);
        return p.build();
    }

    /// A run of the decoder after `past` random rows.
    public OpCase decoding(int rows, int past, @Nullable DType matrixType) {
        Program program = decoder(rows);
        var buffers = new HashMap<BufferRef, float[]>();
        int bufferRows = past + rows + 1;
        for (BufferRef ref : program.buffers()) {
            buffers.put(ref, random.normal(bufferRows * ref.columns(), 1));
        }
        return new OpCase(
                "two decoder layers, " + rows + " rows after " + past + ", " + matrixType + ", cache " + cacheType,
                program,
                weights,
                matrixType,
                matrixType == null ? DType.BF16 : matrixType,
                Map.of(),
                Map.of(program.inputs().getFirst(), tokens(rows)),
                Map.of(PAST, past),
                buffers,
                bufferRows);
    }

    /// A run of the encoder.
    public OpCase encoding(int rows, @Nullable DType matrixType) {
        Program program = encoder(rows);
        var inputs = new HashMap<Value, float[]>();
        for (Value input : program.inputs()) {
            inputs.put(input, random.normal(rows * HIDDEN, 1));
        }
        return new OpCase(
                "two encoder layers, " + rows + " rows, " + matrixType,
                program,
                weights,
                matrixType,
                matrixType == null ? DType.BF16 : matrixType,
                inputs,
                Map.of(),
                Map.of(),
                Map.of(),
                1);
    }
}
