package dev.tuwen.vision.resampler;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.Heads;
import dev.tuwen.compute.KeyValues;
import dev.tuwen.compute.ProgramBuilder;
import dev.tuwen.compute.Value;

/// One cross attention from learned queries to the patches, written as operations.
///
/// With `N` patches, `V` columns of the tower, `Q` queries and `H` columns of the decoder: patches are projected to
/// `[N, H]` and normed; keys get positions, values do not; the queries, normed and with positions of their own, look
/// at them; what they saw is normed and projected once more. The result goes to the decoder as it is, unscaled.
public final class PerceiverResampler {

    private final ResamplerConfig config;
    private final ResamplerWeights weights;

    /// A resampler of these numbers.
    public PerceiverResampler(ResamplerConfig config) {
        this.config = config;
        this.weights = new ResamplerWeights(config);
    }

    /// What the resampler reads beside its weights.
    ///
    /// @param patches `[N, V]`, from the tower
    /// @param keyPositions `[N, H]`
    /// @param queries `[Q, H]`
    /// @param queryPositions `[Q, H]`
    public record Inputs(Value patches, Value keyPositions, Value queries, Value queryPositions) {}

    /// Records the resampler.
    ///
    /// @param builder receives the operations; asked for the probes `resampler_attention` and `features`
    /// @param inputs what it reads
    /// @return `[Q, H]`
    public Value record(ProgramBuilder builder, Inputs inputs) {
        Value patches = norm(builder, builder.linear(inputs.patches(), weights.keyValues()), "ln_kv");
        Value wanted = builder.add(norm(builder, inputs.queries(), "ln_q"), inputs.queryPositions());
        Value placed = builder.add(patches, inputs.keyPositions());
        Value queries = projected(builder, wanted, 0);
        Value keys = projected(builder, placed, 1);
        Value values = projected(builder, patches, 2);
        float scale = (float) (1 / Math.sqrt(ResamplerConfig.HEAD_WIDTH));
        Value heads = builder.attention(
                queries,
                new KeyValues.Inline(keys, values),
                Heads.of(config.heads(), ResamplerConfig.HEAD_WIDTH),
                scale,
                false);
        Value attended =
                builder.linear(heads, weights.attentionOutput(), weights.attentionOutputBias(), Activation.NONE);
        builder.probe("resampler_attention", attended);
        Value features = builder.linear(norm(builder, attended, "ln_post"), weights.projection());
        builder.probe("features", features);
        return features;
    }

    private Value projected(ProgramBuilder builder, Value x, int third) {
        return builder.linear(x, weights.attentionInput(third), weights.attentionInputBias(third), Activation.NONE);
    }

    private Value norm(ProgramBuilder builder, Value x, String norm) {
        return builder.layerNorm(x, weights.gain(norm), weights.bias(norm), ResamplerConfig.EPSILON);
    }
}
