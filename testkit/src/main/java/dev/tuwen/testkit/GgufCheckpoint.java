package dev.tuwen.testkit;

import dev.tuwen.compute.WeightRef;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.tokenizer.sentencepiece.PieceKind;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.gguf.GgufType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Turns golden checkpoints into GGUF files as the usual converters do, without a change of any number. Stateless.
public final class GgufCheckpoint {
    private GgufCheckpoint() {}

    /// The decoder of a checkpoint with a head of its own.
    public static GgufBytes decoder(DecoderConfig config, TensorSource weights, SentencePieceTokenizer tokenizer) {
        var file = new GgufBytes()
                .put("general.architecture", "minicpm")
                .put("minicpm.context_length", config.contextLimit())
                .put("minicpm.embedding_length", config.hiddenSize())
                .put("minicpm.block_count", config.layerCount())
                .put("minicpm.feed_forward_length", config.intermediateSize())
                .put("minicpm.attention.head_count", config.heads().queries())
                .put("minicpm.attention.head_count_kv", config.heads().keyValues())
                .put("minicpm.attention.layer_norm_rms_epsilon", (float) config.normEpsilon())
                .put("minicpm.embedding_scale", (float) config.embeddingScale())
                .put("minicpm.residual_scale", (float) config.residualScale())
                .put("minicpm.logit_scale", (float) config.logitDivisor());
        addTokenizer(file, tokenizer);
        add(file, weights, "model.embed_tokens.weight", "token_embd.weight");
        add(file, weights, "model.norm.weight", "output_norm.weight");
        add(file, weights, "lm_head.weight", "output.weight");
        for (int i = 0; i < config.layerCount(); i++) {
            String from = "model.layers." + i + ".";
            String to = "blk." + i + ".";
            addInterleaved(
                    file,
                    weights,
                    from + "self_attn.q_proj.weight",
                    to + "attn_q.weight",
                    config.heads().width());
            addInterleaved(
                    file,
                    weights,
                    from + "self_attn.k_proj.weight",
                    to + "attn_k.weight",
                    config.heads().width());
            add(file, weights, from + "self_attn.v_proj.weight", to + "attn_v.weight");
            add(file, weights, from + "self_attn.o_proj.weight", to + "attn_output.weight");
            add(file, weights, from + "input_layernorm.weight", to + "attn_norm.weight");
            add(file, weights, from + "post_attention_layernorm.weight", to + "ffn_norm.weight");
            for (String name : List.of("gate", "up", "down")) {
                add(file, weights, from + "mlp." + name + "_proj.weight", to + "ffn_" + name + ".weight");
            }
        }
        return file;
    }

    private static void addTokenizer(GgufBytes file, SentencePieceTokenizer tokenizer) {
        var tokens = new ArrayList<String>();
        int[] types = new int[tokenizer.vocabularySize()];
        float[] scores = new float[types.length];
        for (int id = 0; id < types.length; id++) {
            tokens.add(tokenizer.vocabulary().piece(id));
            PieceKind kind = tokenizer.vocabulary().kind(id);
            // Converters have no test for user-defined tokens.
            types[id] = switch (kind) {
                case NORMAL, USER_DEFINED -> 1;
                case UNKNOWN -> 2;
                case CONTROL -> 3;
                case BYTE -> 6;
            };
            scores[id] = tokenizer.vocabulary().score(id);
        }
        tokenizer.specialTokens().added().forEach((text, id) -> {
            tokens.set(id, text);
            types[id] = id == 0 ? 2 : 3;
        });
        file.put("tokenizer.ggml.model", "llama")
                .put("tokenizer.ggml.tokens", tokens)
                .put("tokenizer.ggml.scores", scores)
                .put("tokenizer.ggml.token_type", types);
    }

    /// The vision encoder of a checkpoint.
    ///
    /// @param side of a slice in pixels
    public static GgufBytes mmproj(TensorSource weights, int side, int patch, int heads, int blocks) {
        var file = new GgufBytes()
                .put("general.architecture", "clip")
                .put("clip.has_minicpmv_projector", true)
                .put("clip.projector_type", "resampler")
                .put("clip.minicpmv_version", 1)
                .put("clip.vision.image_size", side)
                .put("clip.vision.patch_size", patch)
                .put("clip.vision.attention.head_count", heads)
                .put("clip.vision.block_count", blocks);
        addPair(file, weights, "vpm.patch_embed.proj", "v.patch_embd");
        MemorySegment table = content(weights, "vpm.pos_embed");
        List<Long> axes = weights.dimensions("vpm.pos_embed");
        file.tensor("v.position_embd.weight", number(weights, "vpm.pos_embed"), axes.subList(1, 3), table);
        for (int i = 0; i < blocks; i++) {
            String from = "vpm.blocks." + i + ".";
            String to = "v.blk." + i + ".";
            addPair(file, weights, from + "norm1", to + "ln1");
            addPair(file, weights, from + "norm2", to + "ln2");
            addPair(file, weights, from + "attn.proj", to + "attn_out");
            addPair(file, weights, from + "mlp.fc1", to + "ffn_down");
            addPair(file, weights, from + "mlp.fc2", to + "ffn_up");
            for (String suffix : List.of("weight", "bias")) {
                addThirds(file, weights, from + "attn.qkv." + suffix, to + "attn_%s." + suffix);
            }
        }
        addPair(file, weights, "vpm.norm", "v.post_ln");
        add(file, weights, "resampler.query", "resampler.query");
        add(file, weights, "resampler.pos_embed", "resampler.pos_embed");
        add(file, weights, "resampler.kv_proj.weight", "resampler.kv.weight");
        for (String suffix : List.of("weight", "bias")) {
            addThirds(file, weights, "resampler.attn.in_proj_" + suffix, "resampler.attn.%s." + suffix);
        }
        addPair(file, weights, "resampler.attn.out_proj", "resampler.attn.out");
        for (String norm : List.of("ln_q", "ln_kv", "ln_post")) {
            addPair(file, weights, "resampler." + norm, "resampler." + norm);
        }
        return file.tensor(
                "resampler.proj.weight",
                number(weights, "resampler.proj"),
                weights.dimensions("resampler.proj").reversed(),
                transposed(weights, "resampler.proj"));
    }

    private static void addPair(GgufBytes file, TensorSource weights, String from, String to) {
        add(file, weights, from + ".weight", to + ".weight");
        add(file, weights, from + ".bias", to + ".bias");
    }

    private static void add(GgufBytes file, TensorSource weights, String from, String to) {
        file.tensor(to, number(weights, from), weights.dimensions(from), content(weights, from));
    }

    private static void addThirds(GgufBytes file, TensorSource weights, String from, String to) {
        var axes = new ArrayList<>(weights.dimensions(from));
        axes.set(0, axes.getFirst() / 3);
        MemorySegment all = content(weights, from);
        long size = all.byteSize() / 3;
        List<String> thirds = List.of("q", "k", "v");
        for (int i = 0; i < 3; i++) {
            file.tensor(to.replace("%s", thirds.get(i)), number(weights, from), axes, all.asSlice(i * size, size));
        }
    }

    /// Rows of each head in the order 0, d/2, 1, d/2 + 1 and so on.
    private static void addInterleaved(GgufBytes file, TensorSource weights, String from, String to, int width) {
        MemorySegment rows = content(weights, from);
        long count = weights.dimensions(from).getFirst();
        long size = rows.byteSize() / count;
        MemorySegment turned = MemorySegment.ofArray(new byte[Math.toIntExact(rows.byteSize())]);
        for (long row = 0; row < count; row++) {
            long within = row % width;
            long source = row - within + within / 2 + (within % 2 == 0 ? 0 : width / 2);
            MemorySegment.copy(rows, source * size, turned, row * size, size);
        }
        file.tensor(to, number(weights, from), weights.dimensions(from), turned);
    }

    private static MemorySegment transposed(TensorSource weights, String name) {
        MemorySegment from = content(weights, name);
        int rows = weights.dimensions(name).getFirst().intValue();
        int columns = weights.dimensions(name).getLast().intValue();
        long size = from.byteSize() / rows / columns;
        MemorySegment to = MemorySegment.ofArray(new byte[Math.toIntExact(from.byteSize())]);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                MemorySegment.copy(
                        from, ((long) row * columns + column) * size, to, ((long) column * rows + row) * size, size);
            }
        }
        return to;
    }

    private static MemorySegment content(TensorSource weights, String name) {
        List<Long> axes = weights.dimensions(name);
        int columns = Math.toIntExact(axes.stream().skip(1).reduce(1L, Math::multiplyExact));
        return weights.bytes(WeightRef.table(name, axes.getFirst().intValue(), columns));
    }

    private static int number(TensorSource weights, String name) {
        return GgufType.of(weights.dtype(name)).number();
    }
}
