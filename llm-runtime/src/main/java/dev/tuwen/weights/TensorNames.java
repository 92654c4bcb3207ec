package dev.tuwen.weights;

/// One naming for all formats.
///
/// The decoder's tensors are named as in the text models: `model.embed_tokens.weight`,
/// `model.layers.0.self_attn.q_proj.weight`, `model.norm.weight`, `lm_head.weight`. The multimodal models store the
/// same behind `llm.`, so that prefix is cut off. The vision encoder (`vpm.…`) and the resampler (`resampler.…`) keep
/// their stored names.
public final class TensorNames {
    private static final String DECODER_PREFIX = "llm.";

    private TensorNames() {}

    /// Our name for a tensor of a Hugging Face folder.
    public static String ours(String stored) {
        return stored.startsWith(DECODER_PREFIX) ? stored.substring(DECODER_PREFIX.length()) : stored;
    }
}
