package dev.tuwen.vision.siglip;

import dev.tuwen.compute.WeightRef;

/// The weights of a vision encoder by role, under the names the published files have.
///
/// @param config the tower's numbers
public record SiglipWeights(SiglipConfig config) {

    /// The learned position table, `[1, tableSide², width]`; read on the host only.
    public static final String POSITION_TABLE = "vpm.pos_embed";

    /// The patch embedding, a convolution `[width, 3, patch, patch]`.
    public static final String PATCH_WEIGHT = "vpm.patch_embed.proj.weight";

    /// A layer norm's two vectors.
    ///
    /// @param gain factor
    /// @param bias summand
    public record Norm(WeightRef gain, WeightRef bias) {}

    /// A projection with bias.
    ///
    /// @param weight `[O, I]`
    /// @param bias of `O` elements
    public record Projection(WeightRef weight, WeightRef bias) {
        Projection rows(int first, int count) {
            return new Projection(weight.range(first, count), bias.range(first, count));
        }
    }

    /// Names a tensor of block `block`, such as `norm1.weight`.
    public static String inBlock(int block, String name) {
        return "vpm.blocks." + block + "." + name;
    }

    Projection patches() {
        return new Projection(
                WeightRef.matrix(PATCH_WEIGHT, config.width(), config.patchSize()),
                WeightRef.vector("vpm.patch_embed.proj.bias", config.width()));
    }

    Norm attentionNorm(int block) {
        return norm(inBlock(block, "norm1"));
    }

    Norm mlpNorm(int block) {
        return norm(inBlock(block, "norm2"));
    }

    Norm finalNorm() {
        return norm("vpm.norm");
    }

    private Norm norm(String name) {
        return new Norm(
                WeightRef.vector(name + ".weight", config.width()), WeightRef.vector(name + ".bias", config.width()));
    }

    /// The third of the joint projection that makes queries (0), keys (1) or values (2).
    Projection attentionInput(int block, int third) {
        int width = config.width();
        return projection(inBlock(block, "attn.qkv"), Math.multiplyExact(3, width), width)
                .rows(third * width, width);
    }

    Projection attentionOutput(int block) {
        return projection(inBlock(block, "attn.proj"), config.width(), config.width());
    }

    Projection widen(int block) {
        return projection(inBlock(block, "mlp.fc1"), config.mlpWidth(), config.width());
    }

    Projection narrow(int block) {
        return projection(inBlock(block, "mlp.fc2"), config.width(), config.mlpWidth());
    }

    private static Projection projection(String name, int outputs, int inputs) {
        return new Projection(
                WeightRef.matrix(name + ".weight", outputs, inputs), WeightRef.vector(name + ".bias", outputs));
    }
}
