package dev.tuwen.weights.gguf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The names of a decoder's tensors in GGUF files, and ours ([dev.tuwen.weights.TensorNames]). Stateless.
public final class GgufNames {
    /// The embedding's table.
    public static final String EMBEDDING = "token_embd.weight";

    /// The head, where it is not the embedding's table.
    public static final String HEAD = "output.weight";

    private static final Map<String, String> IN_LAYER = inLayer();

    private GgufNames() {}

    /// In the order files have them in.
    private static Map<String, String> inLayer() {
        var names = new LinkedHashMap<String, String>();
        names.put("attn_norm.weight", "input_layernorm.weight");
        names.put("attn_q.weight", "self_attn.q_proj.weight");
        names.put("attn_k.weight", "self_attn.k_proj.weight");
        names.put("attn_v.weight", "self_attn.v_proj.weight");
        names.put("attn_output.weight", "self_attn.o_proj.weight");
        names.put("ffn_norm.weight", "post_attention_layernorm.weight");
        names.put("ffn_gate.weight", "mlp.gate_proj.weight");
        names.put("ffn_up.weight", "mlp.up_proj.weight");
        names.put("ffn_down.weight", "mlp.down_proj.weight");
        return names;
    }

    /// Names in a file, each with ours.
    ///
    /// @param layers of the decoder
    /// @param ownHead whether the head is stored
    public static Map<String, String> decoder(int layers, boolean ownHead) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(EMBEDDING, "model.embed_tokens.weight");
        for (int i = 0; i < layers; i++) {
            String stored = "blk." + i + ".";
            String ours = "model.layers." + i + ".";
            IN_LAYER.forEach((name, own) -> names.put(stored + name, ours + own));
        }
        names.put("output_norm.weight", "model.norm.weight");
        if (ownHead) {
            names.put(HEAD, "lm_head.weight");
        }
        return names;
    }

    /// Whether the rows of each head, `d` of them, are in the order 0, d/2, 1, d/2 + 1 and so on.
    public static boolean isInterleaved(String stored) {
        return List.of("attn_q.weight", "attn_k.weight").stream().anyMatch(stored::endsWith);
    }
}
