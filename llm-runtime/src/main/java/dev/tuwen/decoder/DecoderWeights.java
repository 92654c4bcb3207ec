package dev.tuwen.decoder;

import dev.tuwen.compute.WeightRef;
import java.util.ArrayList;
import java.util.List;

/// The decoder's weights by role, under the names of the published text checkpoints.
///
/// @param embedding `[vocabulary, hidden]`, looked up by token
/// @param layers one entry a layer
/// @param finalNorm gain after the last layer
/// @param head `[vocabulary, hidden]`; the embedding's tensor when tied
record DecoderWeights(WeightRef embedding, List<Layer> layers, WeightRef finalNorm, WeightRef head) {
    /// Weights of one layer.
    ///
    /// @param inputNorm gain before attention
    /// @param query `[query columns, hidden]`
    /// @param key `[key/value columns, hidden]`
    /// @param value `[key/value columns, hidden]`
    /// @param output `[hidden, query columns]`
    /// @param postAttentionNorm gain before the MLP
    /// @param gate `[intermediate, hidden]`
    /// @param up `[intermediate, hidden]`
    /// @param down `[hidden, intermediate]`
    record Layer(
            WeightRef inputNorm,
            WeightRef query,
            WeightRef key,
            WeightRef value,
            WeightRef output,
            WeightRef postAttentionNorm,
            WeightRef gate,
            WeightRef up,
            WeightRef down) {}

    static DecoderWeights of(DecoderConfig config) {
        int hidden = config.hiddenSize();
        int vocabulary = config.vocabularySize();
        var layers = new ArrayList<Layer>(config.layerCount());
        for (int i = 0; i < config.layerCount(); i++) {
            layers.add(layer("model.layers." + i + ".", config));
        }
        String embedding = "model.embed_tokens.weight";
        return new DecoderWeights(
                WeightRef.table(embedding, vocabulary, hidden),
                List.copyOf(layers),
                WeightRef.vector("model.norm.weight", hidden),
                WeightRef.matrix(config.tiedHead() ? embedding : "lm_head.weight", vocabulary, hidden));
    }

    private static Layer layer(String prefix, DecoderConfig config) {
        int hidden = config.hiddenSize();
        int inner = config.intermediateSize();
        int queries = config.heads().queryColumns();
        int keyValues = config.heads().keyValueColumns();
        return new Layer(
                WeightRef.vector(prefix + "input_layernorm.weight", hidden),
                WeightRef.matrix(prefix + "self_attn.q_proj.weight", queries, hidden),
                WeightRef.matrix(prefix + "self_attn.k_proj.weight", keyValues, hidden),
                WeightRef.matrix(prefix + "self_attn.v_proj.weight", keyValues, hidden),
                WeightRef.matrix(prefix + "self_attn.o_proj.weight", hidden, queries),
                WeightRef.vector(prefix + "post_attention_layernorm.weight", hidden),
                WeightRef.matrix(prefix + "mlp.gate_proj.weight", inner, hidden),
                WeightRef.matrix(prefix + "mlp.up_proj.weight", inner, hidden),
                WeightRef.matrix(prefix + "mlp.down_proj.weight", hidden, inner));
    }
}
