package dev.tuwen.testkit.gguf;

import dev.tuwen.testkit.GgufBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A GGUF file as old converters wrote them.
final class TinyGguf {
    /// Id of the token `ab`.
    static final int AB = 4 + 256;

    /// Id of a space.
    static final int SPACE = AB + 3;

    private TinyGguf() {}

    /// A decoder of one layer in the way of early 2024: no scales, one score for all tokens, no type for user-defined
    /// ones.
    static GgufBytes decoder(String architecture) {
        var tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>", "<SEP>"));
        for (int value = 0; value < 256; value++) {
            tokens.add(String.format(Locale.ROOT, "<0x%02X>", value));
        }
        tokens.addAll(List.of("ab", "a", "b", "\u2581"));
        int[] types = new int[tokens.size()];
        float[] scores = new float[tokens.size()];
        for (int id = 0; id < types.length; id++) {
            types[id] = id == 0 ? 2 : id < 3 ? 3 : id > 3 && id < AB ? 6 : 1;
            scores[id] = -1000;
        }
        var file = new GgufBytes()
                .put("general.architecture", architecture)
                .put(architecture + ".context_length", 128)
                .put(architecture + ".embedding_length", 64)
                .put(architecture + ".block_count", 1)
                .put(architecture + ".feed_forward_length", 32)
                .put(architecture + ".attention.head_count", 2)
                .put("tokenizer.ggml.model", "llama")
                .put("tokenizer.ggml.tokens", tokens)
                .put("tokenizer.ggml.scores", scores)
                .put("tokenizer.ggml.token_type", types)
                .tensor("token_embd.weight", List.of(300L, 64L), new float[300 * 64])
                .tensor("output_norm.weight", List.of(64L), new float[64]);
        for (String name : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
            file.tensor("blk.0." + name + ".weight", List.of(64L, 64L), new float[64 * 64]);
        }
        file.tensor("blk.0.ffn_gate.weight", List.of(32L, 64L), new float[32 * 64]);
        file.tensor("blk.0.ffn_up.weight", List.of(32L, 64L), new float[32 * 64]);
        file.tensor("blk.0.ffn_down.weight", List.of(64L, 32L), new float[64 * 32]);
        file.tensor("blk.0.attn_norm.weight", List.of(64L), new float[64]);
        return file.tensor("blk.0.ffn_norm.weight", List.of(64L), new float[64]);
    }
}
