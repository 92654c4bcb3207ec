package dev.tuwen.decoder;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.KeyValues;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.ProgramBuilder;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.WeightRef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Predicate;

/// A decoder of causal attention and gated MLPs as recorded programs.
///
/// With `T` tokens, `H` the hidden size and `V` the vocabulary: tokens are embedded and scaled, `L` layers of causal
/// attention and gated MLP add their scaled results to the residual stream `[T, H]`, and the last row gives logits `[1,
/// V]`. Keys and values of every layer are kept in buffers, so that a program computes only the rows that are new.
///
/// Image features take the place of token embeddings and are **not** scaled; therefore embedding is a program of its
/// own that writes to a staging buffer, into which image rows are uploaded, and the layers read from there.
///
/// Immutable; any thread.
public final class AttentionDecoder implements Decoder {
    private final DecoderConfig config;
    private final DecoderWeights weights;
    private final BufferRef staging;
    private final List<BufferRef> keys = new ArrayList<>();
    private final List<BufferRef> values = new ArrayList<>();

    /// A decoder of these sizes.
    ///
    /// @param cacheType F32, F16 or Q8_0
    public AttentionDecoder(DecoderConfig config, DType cacheType) {
        this.config = config;
        this.weights = DecoderWeights.of(config);
        this.staging = new BufferRef("decoder.inputs", DType.F32, config.hiddenSize());
        for (int layer = 0; layer < config.layerCount(); layer++) {
            keys.add(BufferRef.keys("kv.keys." + layer, cacheType, config.heads()));
            values.add(BufferRef.values("kv.values." + layer, cacheType, config.heads()));
        }
    }

    @Override
    public DecoderConfig config() {
        return config;
    }

    @Override
    public BufferRef staging() {
        return staging;
    }

    @Override
    public List<BufferRef> cacheBuffers() {
        var buffers = new ArrayList<BufferRef>(keys);
        buffers.addAll(values);
        return buffers;
    }

    @Override
    public SequencedSet<WeightRef> weightRefs() {
        var refs = new LinkedHashSet<WeightRef>(embedTokens(1).weights());
        refs.addAll(prefill(1, true, probe -> false).weights());
        return refs;
    }

    @Override
    public Program embedTokens(int rows) {
        var builder = new ProgramBuilder("embed " + rows);
        Value ids = builder.ids("ids", rows);
        builder.writeRows(
                builder.embed(ids, weights.embedding(), (float) config.embeddingScale()), staging, STAGING_ROW);
        return builder.build();
    }

    @Override
    public Program step() {
        var builder = new ProgramBuilder("step");
        Value ids = builder.ids("ids", 1);
        Value embedded = builder.embed(ids, weights.embedding(), (float) config.embeddingScale());
        builder.output(logits(builder, layers(builder, embedded)));
        return builder.build();
    }

    @Override
    public Program prefill(int rows, boolean withLogits, Predicate<String> wantedProbes) {
        var builder = new ProgramBuilder("prefill " + rows, wantedProbes);
        Value embedded = builder.readRows(staging, STAGING_ROW, rows);
        builder.probe("embeds", embedded);
        Value state = layers(builder, embedded);
        if (wantedProbes.test("final_norm")) {
            builder.probe("final_norm", finalNorm(builder, state));
        }
        if (withLogits) {
            builder.output(logits(builder, state));
        }
        return builder.build();
    }

    private Value layers(ProgramBuilder builder, Value embedded) {
        Value state = embedded;
        for (int index = 0; index < config.layerCount(); index++) {
            DecoderWeights.Layer layer = weights.layers().get(index);
            state = attention(builder, state, layer, keys.get(index), values.get(index));
            state = mlp(builder, state, layer);
            builder.probe("layer" + index, state);
        }
        return state;
    }

    /// `x + r · Attention(RMS(x)) · Woᵀ`, with rotated keys and plain values added to the cache first.
    private Value attention(
            ProgramBuilder builder, Value state, DecoderWeights.Layer layer, BufferRef keyRows, BufferRef valueRows) {
        var heads = config.heads();
        Value normed = builder.rmsNorm(state, layer.inputNorm(), (float) config.normEpsilon());
        // The three projections come first and together: they read the same rows.
        Value plainQuery = builder.linear(normed, layer.query());
        Value plainKey = builder.linear(normed, layer.key());
        Value value = builder.linear(normed, layer.value());
        Value query = builder.rope(plainQuery, heads.queries(), heads.width(), POSITION, (float) config.ropeBase());
        Value key = builder.rope(plainKey, heads.keyValues(), heads.width(), POSITION, (float) config.ropeBase());
        builder.writeRows(key, keyRows, POSITION);
        builder.writeRows(value, valueRows, POSITION);
        var cached = new KeyValues.Cached(keyRows, valueRows, POSITION);
        Value attended = builder.attention(query, cached, heads, config.attentionScale(), true);
        return builder.linearAdd(attended, layer.output(), null, state, (float) config.residualScale());
    }

    /// `x + r · (silu(RMS(x) · Gᵀ) ⊙ (RMS(x) · Uᵀ)) · Dᵀ`.
    private Value mlp(ProgramBuilder builder, Value state, DecoderWeights.Layer layer) {
        Value normed = builder.rmsNorm(state, layer.postAttentionNorm(), (float) config.normEpsilon());
        Value inner = builder.gatedLinear(normed, layer.gate(), layer.up(), Activation.SILU);
        return builder.linearAdd(inner, layer.down(), null, state, (float) config.residualScale());
    }

    private Value finalNorm(ProgramBuilder builder, Value state) {
        return builder.rmsNorm(state, weights.finalNorm(), (float) config.normEpsilon());
    }

    /// Logits of the last row; the norm works row by row, so that only this row needs it.
    private Value logits(ProgramBuilder builder, Value state) {
        Value last = finalNorm(builder, builder.lastRow(state));
        return builder.linear(builder.scale(last, (float) (1 / config.logitDivisor())), weights.head());
    }
}
