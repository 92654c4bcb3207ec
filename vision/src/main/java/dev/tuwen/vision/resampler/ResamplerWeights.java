package dev.tuwen.vision.resampler;

import dev.tuwen.compute.WeightRef;

/// The weights of a resampler by role, under the names the published files have.
///
/// @param config the resampler's numbers
public record ResamplerWeights(ResamplerConfig config) {

    /// The learned queries, `[queries, hidden]`; read on the host only.
    public static final String QUERIES = "resampler.query";

    /// The positions of the queries, `[queries, hidden]`; read on the host only.
    public static final String QUERY_POSITIONS = "resampler.pos_embed";

    /// Projects patches to the decoder's width, `[hidden, visionWidth]`.
    public static final String KEY_VALUES = "resampler.kv_proj.weight";

    /// The last projection, `[hidden, hidden]`, stored input by output: `y[j] = Σᵢ x[i] · stored[i, j]`.
    public static final String PROJECTION_STORED = "resampler.proj";

    /// The same the usual way round, output by input.
    public static final String PROJECTION = "resampler.proj.transposed";

    WeightRef keyValues() {
        return WeightRef.matrix(KEY_VALUES, config.hidden(), config.visionWidth());
    }

    /// The third of the joint projection that makes queries (0), keys (1) or values (2).
    WeightRef attentionInput(int third) {
        int hidden = config.hidden();
        return WeightRef.matrix("resampler.attn.in_proj_weight", Math.multiplyExact(3, hidden), hidden)
                .range(third * hidden, hidden);
    }

    WeightRef attentionInputBias(int third) {
        int hidden = config.hidden();
        return WeightRef.vector("resampler.attn.in_proj_bias", Math.multiplyExact(3, hidden))
                .range(third * hidden, hidden);
    }

    WeightRef attentionOutput() {
        return WeightRef.matrix("resampler.attn.out_proj.weight", config.hidden(), config.hidden());
    }

    WeightRef attentionOutputBias() {
        return WeightRef.vector("resampler.attn.out_proj.bias", config.hidden());
    }

    WeightRef gain(String norm) {
        return WeightRef.vector("resampler." + norm + ".weight", config.hidden());
    }

    WeightRef bias(String norm) {
        return WeightRef.vector("resampler." + norm + ".bias", config.hidden());
    }

    WeightRef projection() {
        return WeightRef.matrix(PROJECTION, config.hidden(), config.hidden());
    }
}
