package dev.tuwen.weights;

import java.util.List;

/// One naming for all formats.
///
/// The decoder's tensors are named as in the text models: `model.embed_tokens.weight`,
/// `model.layers.0.self_attn.q_proj.weight`, `model.norm.weight`, `lm_head.weight`. The multimodal models store the
/// same behind `llm.`, so that prefix is cut off, and with it what compilers, trainers and merged adapters put around a
/// model. The vision encoder (`vpm.…`) and the resampler (`resampler.…`) keep
/// their stored names.
public final class TensorNames {
    private static final String DECODER_PREFIX = "llm.";
    private static final List<String> ANYWHERE = List.of("_orig_mod.", "_fsdp_wrapped_module.");
    private static final List<String> AROUND = List.of("module.", "base_model.model.");

    private TensorNames() {}

    /// Our name for a tensor of a Hugging Face folder.
    public static String ours(String stored) {
        String name = stored;
        for (String wrapper : ANYWHERE) {
            name = name.replace(wrapper, "");
        }
        for (String wrapper : AROUND) {
            while (name.startsWith(wrapper)) {
                name = name.substring(wrapper.length());
            }
        }
        return name.startsWith(DECODER_PREFIX) ? name.substring(DECODER_PREFIX.length()) : name;
    }
}
