package dev.tuwen.testkit;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.Heads;
import dev.tuwen.compute.KeyValues;
import dev.tuwen.compute.Op;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.WeightRef;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// What every operation means, in double precision and plain loops: the oracle of the conformance suite. Slow on
/// purpose.
///
/// Made for one run, by whoever wants its results; one thread.
public final class ReferenceInterpreter {
    private final Function<WeightRef, double[]> weights;
    private final Function<BufferRef, ReferenceBuffer> buffers;
    private final ToIntFunction<Param> params;
    private final double[][] values;

    /// @param program what will be run
    /// @param weights row-major elements of each weight
    /// @param buffers rows of each buffer
    /// @param params value of each parameter
    public ReferenceInterpreter(
            Program program,
            Function<WeightRef, double[]> weights,
            Function<BufferRef, ReferenceBuffer> buffers,
            ToIntFunction<Param> params) {
        this.weights = weights;
        this.buffers = buffers;
        this.params = params;
        this.values = new double[program.valueCount()][];
    }

    /// Runs a program and gives its values by number; entries of values that are no input and no result stay null.
    ///
    /// @param program the one given to the constructor
    /// @param inputs elements of every input, row-major
    /// @param cancelled asked before each operation
    /// @throws CancellationException if `cancelled` said so
    public double[][] run(Program program, Map<Value, double[]> inputs, BooleanSupplier cancelled) {
        inputs.forEach((value, elements) -> values[value.number()] = elements);
        for (Op op : program.ops()) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("run of '" + program.name() + "' was cancelled");
            }
            double[] result = evaluate(op);
            Value value = op.result();
            if (value != null && result != null) {
                values[value.number()] = result;
            }
        }
        return values;
    }

    private double @Nullable [] evaluate(Op op) {
        return switch (op) {
            case Op.Embed embed -> embed(embed);
            case Op.ReadRows read -> readRows(read);
            case Op.WriteRows write -> {
                ReferenceBuffer buffer = buffers.apply(write.buffer());
                int row = rowWithin(buffer, write.row(), write.x().rows());
                buffer.write(row, of(write.x()));
                yield null;
            }
            case Op.RmsNorm norm -> rmsNorm(norm);
            case Op.LayerNorm norm -> layerNorm(norm);
            case Op.Linear linear -> {
                double[] y = project(linear.x(), linear.weight(), linear.bias());
                for (int i = 0; i < y.length; i++) {
                    y[i] = activate(linear.activation(), y[i]);
                }
                yield y;
            }
            case Op.LinearAdd linear -> {
                double[] y = project(linear.x(), linear.weight(), linear.bias());
                double[] residual = of(linear.residual());
                for (int i = 0; i < y.length; i++) {
                    y[i] = residual[i] + linear.scale() * y[i];
                }
                yield y;
            }
            case Op.GatedLinear gated -> {
                double[] gate = project(gated.x(), gated.gate(), null);
                double[] up = project(gated.x(), gated.up(), null);
                for (int i = 0; i < up.length; i++) {
                    up[i] *= activate(gated.activation(), gate[i]);
                }
                yield up;
            }
            case Op.Rope rope -> rope(rope);
            case Op.Attention attention -> attention(attention);
            case Op.Add add -> {
                double[] a = of(add.a());
                double[] b = of(add.b());
                var y = new double[a.length];
                for (int i = 0; i < y.length; i++) {
                    y[i] = a[i] + b[i % b.length];
                }
                yield y;
            }
            case Op.Scale scale -> {
                double[] y = of(scale.x()).clone();
                for (int i = 0; i < y.length; i++) {
                    y[i] *= scale.scale();
                }
                yield y;
            }
            case Op.LastRow last -> {
                double[] x = of(last.x());
                int columns = last.x().columns();
                yield java.util.Arrays.copyOfRange(x, x.length - columns, x.length);
            }
        };
    }

    private double[] embed(Op.Embed op) {
        double[] table = weights.apply(op.table());
        double[] ids = of(op.ids());
        int columns = op.table().columns();
        var y = new double[ids.length * columns];
        for (int t = 0; t < ids.length; t++) {
            int id = (int) ids[t];
            if (id < 0 || id >= op.table().rows()) {
                throw new IllegalArgumentException("embed '" + op.table().name() + "': token id " + id + " in row " + t
                        + ", expected 0 to " + (op.table().rows() - 1));
            }
            for (int c = 0; c < columns; c++) {
                y[t * columns + c] = op.scale() * table[id * columns + c];
            }
        }
        return y;
    }

    private double[] readRows(Op.ReadRows op) {
        ReferenceBuffer buffer = buffers.apply(op.buffer());
        int rows = op.result().rows();
        return buffer.read(rowWithin(buffer, op.row(), rows), rows);
    }

    private double[] rmsNorm(Op.RmsNorm op) {
        double[] x = of(op.x());
        double[] gain = weights.apply(op.gain());
        int columns = op.x().columns();
        var y = new double[x.length];
        for (int start = 0; start < x.length; start += columns) {
            double squares = 0;
            for (int c = 0; c < columns; c++) {
                squares += x[start + c] * x[start + c];
            }
            double factor = 1 / Math.sqrt(squares / columns + op.epsilon());
            for (int c = 0; c < columns; c++) {
                y[start + c] = x[start + c] * factor * gain[c];
            }
        }
        return y;
    }

    private double[] layerNorm(Op.LayerNorm op) {
        double[] x = of(op.x());
        double[] gain = weights.apply(op.gain());
        double[] bias = weights.apply(op.bias());
        int columns = op.x().columns();
        var y = new double[x.length];
        for (int start = 0; start < x.length; start += columns) {
            double sum = 0;
            for (int c = 0; c < columns; c++) {
                sum += x[start + c];
            }
            double mean = sum / columns;
            double squares = 0;
            for (int c = 0; c < columns; c++) {
                squares += (x[start + c] - mean) * (x[start + c] - mean);
            }
            double factor = 1 / Math.sqrt(squares / columns + op.epsilon());
            for (int c = 0; c < columns; c++) {
                y[start + c] = (x[start + c] - mean) * factor * gain[c] + bias[c];
            }
        }
        return y;
    }

    /// `x · Wᵀ + bias`.
    private double[] project(Value input, WeightRef weight, @Nullable WeightRef bias) {
        double[] x = of(input);
        double[] w = weights.apply(weight);
        double[] b = bias == null ? null : weights.apply(bias);
        int inputs = weight.columns();
        int outputs = weight.rows();
        var y = new double[Math.multiplyExact(input.rows(), outputs)];
        for (int t = 0; t < input.rows(); t++) {
            for (int o = 0; o < outputs; o++) {
                double sum = b == null ? 0 : b[o];
                for (int i = 0; i < inputs; i++) {
                    sum += x[t * inputs + i] * w[o * inputs + i];
                }
                y[t * outputs + o] = sum;
            }
        }
        return y;
    }

    private double[] rope(Op.Rope op) {
        double[] x = of(op.x());
        var y = new double[x.length];
        int half = op.headWidth() / 2;
        int columns = op.x().columns();
        int position = atLeastZero(op.position());
        for (int t = 0; t < op.x().rows(); t++) {
            for (int head = 0; head < op.headCount(); head++) {
                int start = t * columns + head * op.headWidth();
                for (int i = 0; i < half; i++) {
                    double angle = ((double) position + t) * Math.pow(op.base(), -2.0 * i / op.headWidth());
                    double a = x[start + i];
                    double b = x[start + i + half];
                    y[start + i] = a * Math.cos(angle) - b * Math.sin(angle);
                    y[start + i + half] = b * Math.cos(angle) + a * Math.sin(angle);
                }
            }
        }
        return y;
    }

    private double[] attention(Op.Attention op) {
        return switch (op.keyValues()) {
            case KeyValues.Inline(Value keys, Value rows) -> attend(op, of(keys), of(rows), keys.rows(), 0);
            case KeyValues.Cached(BufferRef keys, BufferRef rows, Param past) -> {
                int queries = op.queries().rows();
                int positions = rowWithin(buffers.apply(keys), past, queries) + queries;
                rowWithin(buffers.apply(rows), past, queries);
                double[] k = buffers.apply(keys).read(0, positions);
                double[] v = buffers.apply(rows).read(0, positions);
                yield attend(op, k, v, positions, positions - queries);
            }
        };
    }

    private double[] attend(Op.Attention op, double[] keys, double[] rows, int positions, int past) {
        double[] q = of(op.queries());
        Heads heads = op.heads();
        int width = heads.width();
        int group = heads.queries() / heads.keyValues();
        var y = new double[q.length];
        var scores = new double[positions];
        for (int t = 0; t < op.queries().rows(); t++) {
            int visible = op.causal() ? past + t + 1 : positions;
            for (int head = 0; head < heads.queries(); head++) {
                int query = t * heads.queryColumns() + head * width;
                int column = head / group * width;
                double largest = Double.NEGATIVE_INFINITY;
                for (int s = 0; s < visible; s++) {
                    double dot = 0;
                    for (int c = 0; c < width; c++) {
                        dot += q[query + c] * keys[s * heads.keyValueColumns() + column + c];
                    }
                    scores[s] = dot * op.scale();
                    largest = Math.max(largest, scores[s]);
                }
                double sum = 0;
                for (int s = 0; s < visible; s++) {
                    scores[s] = Math.exp(scores[s] - largest);
                    sum += scores[s];
                }
                for (int s = 0; s < visible; s++) {
                    for (int c = 0; c < width; c++) {
                        y[query + c] += scores[s] / sum * rows[s * heads.keyValueColumns() + column + c];
                    }
                }
            }
        }
        return y;
    }

    private double[] of(Value value) {
        return values[value.number()];
    }

    private int atLeastZero(Param param) {
        int value = params.applyAsInt(param);
        if (value < 0) {
            throw new IllegalArgumentException(
                    "parameter '" + param.name() + "' is " + value + ", expected at least 0");
        }
        return value;
    }

    private int rowWithin(ReferenceBuffer buffer, Param param, int rows) {
        int row = atLeastZero(param);
        if (row > buffer.rows() - rows) {
            throw new IllegalArgumentException("parameter '" + param.name() + "' is " + row + ": rows " + row + " to "
                    + ((long) row + rows - 1) + " of buffer '" + buffer.ref().name() + "', which has " + buffer.rows());
        }
        return row;
    }

    /// The activation functions of [Activation], exact to double precision but for the error function, exact to 1e-14.
    static double activate(Activation activation, double x) {
        return switch (activation) {
            case NONE -> x;
            case SILU -> x / (1 + Math.exp(-x));
            case GELU_ERF -> x * 0.5 * (1 + erf(x / Math.sqrt(2)));
            case GELU_TANH -> x * 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
        };
    }

    /// `erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!`; all terms have one sign, so nothing cancels.
    static double erf(double x) {
        if (Math.abs(x) > 6 || Double.isNaN(x)) {
            return Double.isNaN(x) ? x : Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}
