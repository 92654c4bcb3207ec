package dev.tuwen.compute;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Records operations and checks their shapes at once, so that a mistake shows at the line that made it. One thread;
/// used once.
public final class ProgramBuilder {
    private final String name;
    private final Predicate<String> wantedProbes;
    private final List<Value> inputs = new ArrayList<>();
    private final List<Op> ops = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final Map<String, Value> probes = new LinkedHashMap<>();
    private final List<Value> values = new ArrayList<>();

    /// A program without probes.
    public ProgramBuilder(String name) {
        this(name, probe -> false);
    }

    /// A program in which the probes that `wantedProbes` accepts become outputs.
    public ProgramBuilder(String name, Predicate<String> wantedProbes) {
        this.name = name;
        this.wantedProbes = wantedProbes;
    }

    /// An F32 input `[rows, columns]`.
    public Value input(String inputName, int rows, int columns) {
        return addInput(value(inputName, DType.F32, new Shape(rows, columns)));
    }

    /// An I32 input `[rows, 1]` of token ids.
    public Value ids(String inputName, int rows) {
        return addInput(value(inputName, DType.I32, new Shape(rows, 1)));
    }

    /// Records [Op.Embed].
    public Value embed(Value ids, WeightRef table, float scale) {
        known("embed", ids);
        check(
                ids.type() == DType.I32 && ids.columns() == 1,
                "embed",
                table,
                "ids are " + ids + ", expected I32 [T, 1]");
        check(table.role() == WeightRef.Role.TABLE, "embed", table, "role " + table.role() + ", expected TABLE");
        Value result = value("embed", DType.F32, new Shape(ids.rows(), table.columns()));
        return add(new Op.Embed(result, ids, table, scale), result);
    }

    /// Records [Op.ReadRows] of `rows` rows.
    public Value readRows(BufferRef buffer, Param row, int rows) {
        Value result = value(buffer.name(), DType.F32, new Shape(rows, buffer.columns()));
        return add(new Op.ReadRows(result, buffer, row), result);
    }

    /// Records [Op.WriteRows].
    public void writeRows(Value x, BufferRef buffer, Param row) {
        floats("write rows", x);
        if (x.columns() != buffer.columns()) {
            throw new IllegalArgumentException("write rows '" + buffer.name() + "': input has " + x.columns()
                    + " columns, buffer has " + buffer.columns());
        }
        ops.add(new Op.WriteRows(x, buffer, row));
    }

    /// Records [Op.RmsNorm].
    public Value rmsNorm(Value x, WeightRef gain, float epsilon) {
        floats("rms norm", x);
        vector("rms norm", gain, x.columns());
        Value result = value("rms_norm", DType.F32, x.shape());
        return add(new Op.RmsNorm(result, x, gain, epsilon), result);
    }

    /// Records [Op.LayerNorm].
    public Value layerNorm(Value x, WeightRef gain, WeightRef bias, float epsilon) {
        floats("layer norm", x);
        vector("layer norm", gain, x.columns());
        vector("layer norm", bias, x.columns());
        Value result = value("layer_norm", DType.F32, x.shape());
        return add(new Op.LayerNorm(result, x, gain, bias, epsilon), result);
    }

    /// Records [Op.Linear] without bias or activation.
    public Value linear(Value x, WeightRef weight) {
        return linear(x, weight, null, Activation.NONE);
    }

    /// Records [Op.Linear].
    public Value linear(Value x, WeightRef weight, @Nullable WeightRef bias, Activation activation) {
        projection("linear", x, weight, bias);
        Value result = value("linear", DType.F32, new Shape(x.rows(), weight.rows()));
        return add(new Op.Linear(result, x, weight, bias, activation), result);
    }

    /// Records [Op.LinearAdd].
    public Value linearAdd(Value x, WeightRef weight, @Nullable WeightRef bias, Value residual, float scale) {
        projection("linear add", x, weight, bias);
        floats("linear add", residual);
        check(
                residual.rows() == x.rows() && residual.columns() == weight.rows(),
                "linear add",
                weight,
                "residual is " + residual.shape() + ", expected [" + x.rows() + ", " + weight.rows() + "]");
        Value result = value("linear_add", DType.F32, residual.shape());
        return add(new Op.LinearAdd(result, x, weight, bias, residual, scale), result);
    }

    /// Records [Op.GatedLinear].
    public Value gatedLinear(Value x, WeightRef gate, WeightRef up, Activation activation) {
        projection("gated linear", x, gate, null);
        projection("gated linear", x, up, null);
        check(gate.rows() == up.rows(), "gated linear", up, "has " + up.rows() + " rows, gate has " + gate.rows());
        Value result = value("gated_linear", DType.F32, new Shape(x.rows(), gate.rows()));
        return add(new Op.GatedLinear(result, x, gate, up, activation), result);
    }

    /// Records [Op.Rope].
    public Value rope(Value x, int headCount, int headWidth, Param position, float base) {
        floats("rope", x);
        if (headCount < 1 || headWidth < 2 || headWidth % 2 != 0 || (long) headCount * headWidth != x.columns()) {
            throw new IllegalArgumentException("rope: input has " + x.columns() + " columns, " + headCount
                    + " heads of " + headWidth + " do not fit");
        }
        Value result = value("rope", DType.F32, x.shape());
        return add(new Op.Rope(result, x, headCount, headWidth, position, base), result);
    }

    /// Records [Op.Attention].
    public Value attention(Value queries, KeyValues keyValues, Heads heads, float scale, boolean causal) {
        floats("attention", queries);
        columns("attention queries", queries.columns(), heads.queryColumns());
        switch (keyValues) {
            case KeyValues.Inline(Value keys, Value values1) -> {
                floats("attention", keys);
                floats("attention", values1);
                columns("attention keys", keys.columns(), heads.keyValueColumns());
                columns("attention values", values1.columns(), heads.keyValueColumns());
                if (keys.rows() != values1.rows() || (causal && keys.rows() != queries.rows())) {
                    throw new IllegalArgumentException("attention: " + queries.rows() + " query, " + keys.rows()
                            + " key and " + values1.rows() + " value rows do not agree");
                }
            }
            case KeyValues.Cached(BufferRef keys, BufferRef values1, Param _) -> {
                columns("attention keys", keys.columns(), heads.keyValueColumns());
                columns("attention values", values1.columns(), heads.keyValueColumns());
                if (!keys.use().equals(new BufferRef.Use.Keys(heads.width()))
                        || !values1.use().equals(new BufferRef.Use.Values(heads.width()))) {
                    throw new IllegalArgumentException("attention: buffers '" + keys.name() + "' and '"
                            + values1.name() + "' are for " + keys.use() + " and " + values1.use()
                            + ", expected the keys and the values of heads of " + heads.width());
                }
                if (!causal) {
                    throw new IllegalArgumentException("attention over a cache is causal");
                }
            }
        }
        Value result = value("attention", DType.F32, queries.shape());
        return add(new Op.Attention(result, queries, keyValues, heads, scale, causal), result);
    }

    /// Records [Op.Add].
    public Value add(Value a, Value b) {
        floats("add", a);
        floats("add", b);
        if (a.columns() != b.columns() || (b.rows() != a.rows() && b.rows() != 1)) {
            throw new IllegalArgumentException("add: " + a.shape() + " and " + b.shape() + " do not agree");
        }
        Value result = value("add", DType.F32, a.shape());
        return add(new Op.Add(result, a, b), result);
    }

    /// Records [Op.Scale].
    public Value scale(Value x, float scale) {
        floats("scale", x);
        Value result = value("scale", DType.F32, x.shape());
        return add(new Op.Scale(result, x, scale), result);
    }

    /// Records [Op.LastRow].
    public Value lastRow(Value x) {
        floats("last row", x);
        Value result = value("last_row", DType.F32, new Shape(1, x.columns()));
        return add(new Op.LastRow(result, x), result);
    }

    /// Gives an intermediate value the name under which tests and traces ask for it; an output only when it is wanted.
    public void probe(String probeName, Value value) {
        known("probe '" + probeName + "'", value);
        if (wantedProbes.test(probeName)) {
            if (probes.putIfAbsent(probeName, value) != null) {
                throw new IllegalArgumentException("probe '" + probeName + "' is named twice in '" + name + "'");
            }
            output(value);
        }
    }

    /// Makes a value an output of the program.
    public void output(Value value) {
        known("output", value);
        if (!outputs.contains(value)) {
            outputs.add(value);
        }
    }

    /// The recorded program.
    public Program build() {
        boolean writes = ops.stream().anyMatch(op -> op instanceof Op.WriteRows);
        if (outputs.isEmpty() && !writes) {
            throw new IllegalStateException("program '" + name + "' has no output and writes no buffer");
        }
        return new Program(name, inputs, ops, outputs, probes, values.size());
    }

    private Value value(String valueName, DType type, Shape shape) {
        return new Value(values.size(), valueName, type, shape);
    }

    private Value addInput(Value value) {
        values.add(value);
        inputs.add(value);
        return value;
    }

    private Value add(Op op, Value result) {
        values.add(result);
        ops.add(op);
        return result;
    }

    private void known(String operation, Value value) {
        if (value.number() >= values.size() || !values.get(value.number()).equals(value)) {
            throw new IllegalArgumentException(operation + ": " + value + " is not a value of program '" + name + "'");
        }
    }

    private void floats(String operation, Value value) {
        known(operation, value);
        if (value.type() != DType.F32) {
            throw new IllegalArgumentException(operation + ": " + value + ", expected F32");
        }
    }

    private void projection(String operation, Value x, WeightRef weight, @Nullable WeightRef bias) {
        floats(operation, x);
        check(weight.role() == WeightRef.Role.MATRIX, operation, weight, "role " + weight.role() + ", expected MATRIX");
        check(
                x.columns() == weight.columns(),
                operation,
                weight,
                "input has " + x.columns() + " columns, weight expects " + weight.columns());
        if (bias != null) {
            vector(operation, bias, weight.rows());
        }
    }

    private static void vector(String operation, WeightRef vector, int length) {
        check(
                vector.role() == WeightRef.Role.VECTOR && vector.rows() == length,
                operation,
                vector,
                vector.role() + " of " + vector.rows() + " elements, expected VECTOR of " + length);
    }

    private static void columns(String what, int actual, int expected) {
        if (actual != expected) {
            throw new IllegalArgumentException(what + ": " + actual + " columns, expected " + expected);
        }
    }

    private static void check(boolean holds, String operation, WeightRef weight, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(operation + " '" + weight.name() + "': " + otherwise);
        }
    }
}
