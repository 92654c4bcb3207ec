package dev.tuwen.compute;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The closed set of operations. Letters: `T` rows, `I` inputs, `O` outputs, `D` columns, `S` positions.
///
/// All arithmetic accumulates in F32 or better; values are F32 unless said otherwise. No switch over operations has a
/// default branch: a new operation does not compile until every backend has it.
public sealed interface Op {
    /// What the operation produces; null for one that only writes a buffer.
    @Nullable
    Value result();

    /// Values the operation reads.
    List<Value> operands();

    /// `result[t] = scale · table[ids[t]]`.
    ///
    /// @param result `[T, D]`
    /// @param ids I32 `[T, 1]`; each in `[0, table.rows)`, checked at run time
    /// @param table `[rows, D]`
    /// @param scale factor on each element
    record Embed(Value result, Value ids, WeightRef table, float scale) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(ids);
        }
    }

    /// `result = buffer[row … row + T − 1]`.
    ///
    /// @param result `[T, D]`
    /// @param buffer of `D` columns
    /// @param row first row, read at run time
    record ReadRows(Value result, BufferRef buffer, Param row) implements Op {
        @Override
        public List<Value> operands() {
            return List.of();
        }
    }

    /// `buffer[row … row + T − 1] = x`, rounded to the buffer's type.
    ///
    /// @param x `[T, D]`
    /// @param buffer of `D` columns
    /// @param row first row, read at run time
    record WriteRows(Value x, BufferRef buffer, Param row) implements Op {
        @Override
        public @Nullable Value result() {
            return null;
        }

        @Override
        public List<Value> operands() {
            return List.of(x);
        }
    }

    /// `result[t] = x[t] / √(mean(x[t]²) + epsilon) ⊙ gain`.
    ///
    /// @param result `[T, D]`
    /// @param x `[T, D]`
    /// @param gain of `D` elements
    /// @param epsilon added to the mean square
    record RmsNorm(Value result, Value x, WeightRef gain, float epsilon) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(x);
        }
    }

    /// `result[t] = (x[t] − mean) / √(variance + epsilon) ⊙ gain + bias`, with the biased variance of the row.
    ///
    /// @param result `[T, D]`
    /// @param x `[T, D]`
    /// @param gain of `D` elements
    /// @param bias of `D` elements
    /// @param epsilon added to the variance
    record LayerNorm(Value result, Value x, WeightRef gain, WeightRef bias, float epsilon) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(x);
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
            Activation activation) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(x);
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
            float scale) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(x, residual);
        }
    }

    /// `result = activation(x · Gᵀ) ⊙ (x · Uᵀ)`.
    ///
    /// @param result `[T, O]`
    /// @param x `[T, I]`
    /// @param gate `[O, I]`
    /// @param up `[O, I]`
    /// @param activation applied to the gate
    record GatedLinear(Value result, Value x, WeightRef gate, WeightRef up, Activation activation) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(x);
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
    record Rope(Value result, Value x, int headCount, int headWidth, Param position, float base) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(x);
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
    }

    /// `result = a + b`; a `b` of one row is added to every row of `a`.
    ///
    /// @param result `[T, D]`
    /// @param a `[T, D]`
    /// @param b `[T, D]` or `[1, D]`
    record Add(Value result, Value a, Value b) implements Op {
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
    record Scale(Value result, Value x, float scale) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(x);
        }
    }

    /// `result = x[T − 1]`.
    ///
    /// @param result `[1, D]`
    /// @param x `[T, D]`
    record LastRow(Value result, Value x) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(x);
        }
    }
}
