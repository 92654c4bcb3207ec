package dev.tuwen.decoder;

import dev.tuwen.compute.Heads;

/// Hyperparameters of the decoder.
///
/// @param hiddenSize width of the residual stream
/// @param intermediateSize width inside the gated MLP
/// @param layerCount number of layers
/// @param heads query and key/value heads
/// @param vocabularySize rows of the embedding and of the output head
/// @param normEpsilon of every RMS norm
/// @param ropeBase base of the rotary frequencies
/// @param embeddingScale factor on token embeddings, never on image features (`scale_emb`)
/// @param residualScale factor on what a block adds to the residual stream (`scale_depth / √layers`)
/// @param logitDivisor the normalised state is divided by this before the output head (`hidden_size / dim_model_base`)
/// @param contextLimit positions the model was trained on
/// @param tiedHead whether the output head is the embedding table
public record DecoderConfig(
        int hiddenSize,
        int intermediateSize,
        int layerCount,
        Heads heads,
        int vocabularySize,
        double normEpsilon,
        double ropeBase,
        double embeddingScale,
        double residualScale,
        double logitDivisor,
        int contextLimit,
        boolean tiedHead) {
    /// Scale of attention scores: one over the root of the head's width.
    public float attentionScale() {
        return (float) (1.0 / Math.sqrt(heads.width()));
    }

    /// The same decoder with the embedding as its head.
    public DecoderConfig tied() {
        return new DecoderConfig(
                hiddenSize,
                intermediateSize,
                layerCount,
                heads,
                vocabularySize,
                normEpsilon,
                ropeBase,
                embeddingScale,
                residualScale,
                logitDivisor,
                contextLimit,
                true);
    }
}
