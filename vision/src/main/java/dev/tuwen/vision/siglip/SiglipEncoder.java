package dev.tuwen.vision.siglip;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.Heads;
import dev.tuwen.compute.KeyValues;
import dev.tuwen.compute.ProgramBuilder;
import dev.tuwen.compute.Value;

/// The vision transformer, written as operations.
///
/// With `N` patches, `P` numbers per patch and `W` the width: patches `[N, P]` are projected to `[N, W]` and get their
/// positions; each block adds attention over all patches and a perceptron with the exact GELU; a norm ends it. All
/// patches go on, there is no pooling.
public final class SiglipEncoder {

    private final SiglipConfig config;
    private final SiglipWeights weights;

    /// A tower of these numbers.
    public SiglipEncoder(SiglipConfig config) {
        this.config = config;
        this.weights = new SiglipWeights(config);
    }

    /// Records the tower.
    ///
    /// @param builder receives the operations; asked for the probes `vit_embed`, `vit_block0` and on, `vit`
    /// @param patches `[N, P]`
    /// @param positions `[N, W]`
    /// @return `[N, W]`
    public Value record(ProgramBuilder builder, Value patches, Value positions) {
        SiglipWeights.Projection embedding = weights.patches();
        Value x = builder.linearAdd(patches, embedding.weight(), embedding.bias(), positions, 1f);
        builder.probe("vit_embed", x);
        for (int block = 0; block < config.blocks(); block++) {
            x = mlp(builder, block, attention(builder, block, x));
            builder.probe("vit_block" + block, x);
        }
        x = norm(builder, x, weights.finalNorm());
        builder.probe("vit", x);
        return x;
    }

    private Value attention(ProgramBuilder builder, int block, Value x) {
        Value normed = norm(builder, x, weights.attentionNorm(block));
        Value queries = linear(builder, normed, weights.attentionInput(block, 0), Activation.NONE);
        Value keys = linear(builder, normed, weights.attentionInput(block, 1), Activation.NONE);
        Value values = linear(builder, normed, weights.attentionInput(block, 2), Activation.NONE);
        float scale = (float) (1 / Math.sqrt(config.headWidth()));
        Value attended = builder.attention(
                queries,
                new KeyValues.Inline(keys, values),
                Heads.of(config.heads(), config.headWidth()),
                scale,
                false);
        return add(builder, attended, weights.attentionOutput(block), x);
    }

    private Value mlp(ProgramBuilder builder, int block, Value x) {
        Value normed = norm(builder, x, weights.mlpNorm(block));
        Value wide = linear(builder, normed, weights.widen(block), Activation.GELU_ERF);
        return add(builder, wide, weights.narrow(block), x);
    }

    private static Value norm(ProgramBuilder builder, Value x, SiglipWeights.Norm norm) {
        return builder.layerNorm(x, norm.gain(), norm.bias(), SiglipConfig.EPSILON);
    }

    private static Value linear(
            ProgramBuilder builder, Value x, SiglipWeights.Projection projection, Activation activation) {
        return builder.linear(x, projection.weight(), projection.bias(), activation);
    }

    private static Value add(ProgramBuilder builder, Value x, SiglipWeights.Projection projection, Value residual) {
        return builder.linearAdd(x, projection.weight(), projection.bias(), residual, 1f);
    }
}
