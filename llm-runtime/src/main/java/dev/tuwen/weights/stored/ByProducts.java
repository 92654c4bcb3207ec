package dev.tuwen.weights.stored;

import java.util.List;

/// Tells tensors that take no part in any computation by what they are: what frameworks save beside the weights.
/// Stateless.
public final class ByProducts {
    /// Ends of names: what is computed anew wherever it is needed.
    private static final List<String> NAMES = List.of(
            "position_ids",
            "inv_freq",
            "rotary_emb.cos_cached",
            "rotary_emb.sin_cached",
            "causal_mask",
            "attention_mask",
            "attn_mask",
            "masked_bias",
            "resampler.pos_embed_k");

    private ByProducts() {}

    /// Whether a tensor is known by its name.
    public static boolean isNamed(String name) {
        return NAMES.stream().anyMatch(end -> name.equals(end) || name.endsWith("." + end) || name.endsWith("_" + end));
    }

    /// Whether a tensor is one: a known name, a single number, none at all, positions or truth values.
    ///
    /// @param type of its elements
    /// @param dimensions as stored; none for a single number
    public static boolean isOne(String name, StoredType type, List<Long> dimensions) {
        return isNamed(name)
                || type == StoredType.I64
                || type == StoredType.BOOL
                || dimensions.isEmpty()
                || dimensions.contains(0L);
    }
}
