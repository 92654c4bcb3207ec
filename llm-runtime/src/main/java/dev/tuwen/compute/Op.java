package dev.tuwen.compute;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The closed set of operations. Letters: `T` rows, `I` inputs, `O` outputs, `D` columns, `S` positions.
///
/// All arithmetic accumulates in F32 or better; values are F32 unless said otherwise. No switch over operations has a
/// default branch: a new operation does not compile until every backend has it. What an operation reads and writes it
/// says itself, so that plans, listings and checks need not know each.
public sealed interface Op {
    /// Products of rows with matrices.
    sealed interface Projection extends Op {
        /// What is multiplied, `[T, I]`.
        Value x();

        @Override
        Value result();
    }

    /// Operations on rows that do not depend on each other.
    sealed interface RowWise extends Op {}

    /// What the operation produces; null for one that only writes a buffer.
    @Nullable
    Value result();

    /// Values the operation reads.
    List<Value> operands();

    /// Weights the operation reads.
    default List<WeightRef> weights() {
        return List.of();
    }

    /// Rows of buffers the operation reads or writes; each must lie within its buffer.
    default List<BufferRows> bufferRows() {
        return List.of();
    }

    /// Integers the operation reads at run time; none may be negative.
    default List<Param> params() {
        return bufferRows().stream().map(BufferRows::first).distinct().toList();
    }

    /// Whatever else tells one operation from another of its kind, for listings; each part begins with a space.
    default String attributes() {
        return "";
    }

    /// `result[t] = scale · table[ids[t]]`.
    ///
    /// @param result `[T, D]`
    /// @param ids I32 `[T, 1]`; each in `[0, table.rows)`, checked at run time
    /// @param table `[rows, D]`
    /// @param scale factor on each element
    record Embed(Value result, Value ids, WeightRef table, float scale) implements RowWise {
        @Override
        public List<Value> operands() {
            return List.of(ids);
        }

        @Override
        public List<WeightRef> weights() {
            return List.of(table);
        }

        @Override
        public String attributes() {
            return " x " + scale;
        }
    }

    /// `result = buffer[row … row + T − 1]`.
    ///
    /// @param result `[T, D]`
    /// @param buffer of `D` columns
    /// @param row first row, read at run time
    record ReadRows(Value result, BufferRef buffer, Param row) implements RowWise {
        @Override
        public List<Value> operands() {
            return List.of();
        }

        @Override
        public List<BufferRows> bufferRows() {
            return List.of(new BufferRows(buffer, row, result.rows()));
        }
    }

    /// `buffer[row … row + T − 1] = x`, rounded to the buffer's type.
    ///
    /// @param x `[T, D]`
    /// @param buffer of `D` columns
    /// @param row first row, read at run time
    record WriteRows(Value x, BufferRef buffer, Param row) implements RowWise {
        @Override
        public @Nullable Value result() {
            return null;
        }

        @Override
        public List<Value> operands() {
            return List.of(x);
        }

        @Override
        public List<BufferRows> bufferRows() {
            return List.of(new BufferRows(buffer, row, x.rows()));
        }
    }

    /// `result[t] = x[t] / √(mean(x[t]²) + epsilon) ⊙ gain`.
    ///
    /// @param result `[T, D]`
    /// @param x `[T, D]`
    /// @param gain of `D` elements
    /// @param epsilon added to the mean square
    record RmsNorm(Value result, Value x, WeightRef gain, float epsilon) implements RowWise {
        @Override
        public List<Value> operands() {
            return List.of(x);
        }

        @Override
        public List<WeightRef> weights() {
            return List.of(gain);
        }
    }

    /// `result[t] = (x[t] − mean) / √(variance + epsilon) ⊙ gain + bias`, with the biased variance of the row.
    ///
    /// @param result `[T, D]`
    /// @param x `[T, D]`
    /// @param gain of `D` elements
    /// @param bias of `D` elements
    /// @param epsilon added to the variance
    record LayerNorm(Value result, Value x, WeightRef gain, WeightRef bias, float epsilon) implements RowWise {
        @Override
        public List<Value> operands() {
            return List.of(x);
        }

        @Override
        public List<WeightRef> weights() {
            return List.of(gain, bias);
        }
    }

    /// `result = activation(x · Wᵀ + bias)`.
    ///
    /// @param result `[T, O]`
    /// @param x `[T, I]`
    /// @param weight `[O, I]`
    /// @param bias of `O` elements, or null for none
    /// @param activation applied last
    record Linear(
            Value result,
            Value x,
            WeightRef weight,
            @Nullable WeightRef bias,
            Activation activation) implements Projection {
        @Override
        public List<Value> operands() {
            return List.of(x);
        }

        @Override
        public List<WeightRef> weights() {
            return bias == null ? List.of(weight) : List.of(weight, bias);
        }

        @Override
        public String attributes() {
            return " " + activation;
        }
    }

    /// `result = residual + scale · (x · Wᵀ + bias)`.
    ///
    /// @param result `[T, O]`
    /// @param x `[T, I]`
    /// @param weight `[O, I]`
    /// @param bias of `O` elements, or null for none
    /// @param residual `[T, O]`
    /// @param scale factor on the projection
    record LinearAdd(
            Value result,
            Value x,
            WeightRef weight,
            @Nullable WeightRef bias,
            Value residual,
            float scale) implements Projection {
        @Override
        public List<Value> operands() {
            return List.of(x, residual);
        }

        @Override
        public List<WeightRef> weights() {
            return bias == null ? List.of(weight) : List.of(weight, bias);
        }

        @Override
        public String attributes() {
            return " x " + scale;
        }
    }

    /// `result = activation(x · Gᵀ) ⊙ (x · Uᵀ)`.
    ///
    /// @param result `[T, O]`
    /// @param x `[T, I]`
    /// @param gate `[O, I]`
    /// @param up `[O, I]`
    /// @param activation applied to the gate
    record GatedLinear(Value result, Value x, WeightRef gate, WeightRef up, Activation activation)
            implements Projection {
        @Override
        public List<Value> operands() {
            return List.of(x);
        }

        @Override
        public List<WeightRef> weights() {
            return List.of(gate, up);
        }

        @Override
        public String attributes() {
            return " " + activation;
        }
    }

    /// Rotary position, half-split pairing: in each head of width `d`, channels `i` and `i + d/2` turn by the angle
    /// `(position + t) · base^(−2i/d)`: `(a, b) → (a cos − b sin, b cos + a sin)`. Angles in F32 or better.
    ///
    /// @param result `[T, headCount · headWidth]`
    /// @param x `[T, headCount · headWidth]`
    /// @param headCount heads in a row of `x`
    /// @param headWidth columns of a head, even
    /// @param position position of row 0, read at run time
    /// @param base 10000 in the published models
    record Rope(Value result, Value x, int headCount, int headWidth, Param position, float base) implements RowWise {
        @Override
        public List<Value> operands() {
            return List.of(x);
        }

        @Override
        public List<Param> params() {
            return List.of(position);
        }

        @Override
        public String attributes() {
            return " heads " + headCount + " at " + position.name();
        }
    }

    /// `result = softmax(scale · q · kᵀ) · v` for each head, softmax in F32. When causal, query row `t` sees the
    /// positions `0 … past + t` of a cache, or `0 … t` of inline keys.
    ///
    /// @param result `[T, heads.queryColumns]`
    /// @param queries `[T, heads.queryColumns]`
    /// @param keyValues inline or cached
    /// @param heads how columns split
    /// @param scale factor on the scores
    /// @param causal whether later positions are hidden; always so for a cache
    record Attention(Value result, Value queries, KeyValues keyValues, Heads heads, float scale, boolean causal)
            implements Op {
        @Override
        public List<Value> operands() {
            return switch (keyValues) {
                case KeyValues.Inline(Value keys, Value values) -> List.of(queries, keys, values);
                case KeyValues.Cached cached -> List.of(queries);
            };
        }

        @Override
        public List<BufferRows> bufferRows() {
            return switch (keyValues) {
                case KeyValues.Inline _ -> List.of();
                case KeyValues.Cached(BufferRef keys, BufferRef values, Param past) ->
                    List.of(new BufferRows(keys, past, queries.rows()), new BufferRows(values, past, queries.rows()));
            };
        }

        @Override
        public String attributes() {
            return " " + heads + (causal ? " causal" : "");
        }
    }

    /// `result = a + b`; a `b` of one row is added to every row of `a`.
    ///
    /// @param result `[T, D]`
    /// @param a `[T, D]`
    /// @param b `[T, D]` or `[1, D]`
    record Add(Value result, Value a, Value b) implements RowWise {
        @Override
        public List<Value> operands() {
            return List.of(a, b);
        }
    }

    /// `result = scale · x`.
    ///
    /// @param result `[T, D]`
    /// @param x `[T, D]`
    /// @param scale factor on each element
    record Scale(Value result, Value x, float scale) implements RowWise {
        @Override
        public List<Value> operands() {
            return List.of(x);
        }

        @Override
        public String attributes() {
            return " x " + scale;
        }
    }

    /// `result = x[T − 1]`.
    ///
    /// @param result `[1, D]`
    /// @param x `[T, D]`
    record LastRow(Value result, Value x) implements RowWise {
        @Override
        public List<Value> operands() {
            return List.of(x);
        }
    }
}
