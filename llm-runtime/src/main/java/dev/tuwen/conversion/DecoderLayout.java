package dev.tuwen.conversion;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.conversion.TargetTensor.Order;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.tokenizer.chat.UserAiChat;
import dev.tuwen.tokenizer.sentencepiece.PieceKind;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import dev.tuwen.tokenizer.sentencepiece.Vocabulary;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.gguf.GgufLayout;
import dev.tuwen.weights.gguf.GgufNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The decoder's file: what its keys say and which tensors it holds, for architecture `minicpm` as llama.cpp reads it.
/// Stateless.
final class DecoderLayout {
    private static final String ARCHITECTURE = "minicpm";

    /// Version of the block formats that llama.cpp writes.
    private static final int BLOCKS_VERSION = 2;

    /// What the text models are trained with, in the language templates are written in.
    private static final String TEMPLATE = "{% for message in messages %}{% if message['role'] == 'user' %}{{'"
            + UserAiChat.USER_MARKER + "' + message['content'].strip() + '" + UserAiChat.ASSISTANT_MARKER
            + "'}}{% else %}{{message['content'].strip()}}{% endif %}{% endfor %}";

    private DecoderLayout() {}

    /// Keys of the file.
    ///
    /// @throws IllegalArgumentException if the tokenizer is another model's
    static GgufLayout keys(DecoderConfig config, SentencePieceTokenizer tokenizer, TargetType target, String title) {
        if (tokenizer.vocabularySize() != config.vocabularySize()) {
            throw new IllegalArgumentException("the tokenizer has " + tokenizer.vocabularySize()
                    + " tokens, the model expects " + config.vocabularySize());
        }
        int headWidth = config.heads().width();
        GgufLayout layout = new GgufLayout()
                .text("general.architecture", ARCHITECTURE)
                .text("general.type", "model")
                .text("general.name", title)
                .number("general.file_type", target.fileType())
                .number("general.quantization_version", BLOCKS_VERSION)
                .number(key("context_length"), config.contextLimit())
                .number(key("embedding_length"), config.hiddenSize())
                .number(key("block_count"), config.layerCount())
                .number(key("feed_forward_length"), config.intermediateSize())
                .number(key("rope.dimension_count"), headWidth)
                .real(key("rope.freq_base"), config.ropeBase())
                .number(key("attention.head_count"), config.heads().queries())
                .number(key("attention.head_count_kv"), config.heads().keyValues())
                .real(key("attention.layer_norm_rms_epsilon"), config.normEpsilon())
                .number(key("vocab_size"), tokenizer.vocabularySize())
                .real(key("embedding_scale"), config.embeddingScale())
                .real(key("residual_scale"), config.residualScale())
                .real(key("logit_scale"), config.logitDivisor());
        addTokenizer(layout, tokenizer);
        return layout;
    }

    private static String key(String name) {
        return ARCHITECTURE + "." + name;
    }

    /// The vocabulary, with the added tokens' texts in place of the tokens they replace. User-defined tokens are marked
    /// as such, and no space belongs before a text.
    private static void addTokenizer(GgufLayout layout, SentencePieceTokenizer tokenizer) {
        Vocabulary vocabulary = tokenizer.vocabulary();
        SpecialTokens special = tokenizer.specialTokens();
        int size = vocabulary.size();
        var tokens = new ArrayList<String>(size);
        int[] kinds = new int[size];
        float[] scores = new float[size];
        for (int id = 0; id < size; id++) {
            tokens.add(vocabulary.piece(id));
            kinds[id] = vocabulary.kind(id).number();
            scores[id] = vocabulary.score(id);
        }
        special.added().forEach((text, id) -> {
            tokens.set(id, text);
            kinds[id] = (vocabulary.kind(id) == PieceKind.UNKNOWN ? PieceKind.UNKNOWN : PieceKind.CONTROL).number();
        });
        layout.text("tokenizer.ggml.model", "llama")
                .text("tokenizer.ggml.pre", "default")
                .texts("tokenizer.ggml.tokens", tokens)
                .reals("tokenizer.ggml.scores", scores)
                .numbers("tokenizer.ggml.token_type", kinds)
                .number("tokenizer.ggml.bos_token_id", special.begin())
                .number("tokenizer.ggml.eos_token_id", special.end())
                .number("tokenizer.ggml.unknown_token_id", Math.max(0, special.unknown()))
                .truth("tokenizer.ggml.add_bos_token", true)
                .truth("tokenizer.ggml.add_eos_token", false)
                .truth("tokenizer.ggml.add_space_prefix", false)
                .text("tokenizer.chat_template", TEMPLATE);
    }

    /// Tensors of the file.
    static List<TargetTensor> tensors(DecoderConfig config, TensorSource weights, TargetType target) {
        boolean ownHead = !config.tiedHead() && weights.has("lm_head.weight");
        var tensors = new ArrayList<TargetTensor>();
        for (Map.Entry<String, String> name :
                GgufNames.decoder(config.layerCount(), ownHead).entrySet()) {
            String stored = name.getKey();
            List<Long> axes = axes(weights, name.getValue(), expected(config, stored));
            if (axes.size() == 1) {
                WeightRef vector = WeightRef.vector(name.getValue(), Math.toIntExact(axes.getFirst()));
                tensors.add(TargetTensor.same(stored, DType.F32, axes, vector));
                continue;
            }
            DType type = target.typeOf(
                    stored,
                    axes.getLast(),
                    layer(stored),
                    config.layerCount(),
                    stored.equals(GgufNames.EMBEDDING) && !ownHead);
            var matrix = WeightRef.matrix(
                    name.getValue(), Math.toIntExact(axes.getFirst()), Math.toIntExact(axes.getLast()));
            boolean interleaved = GgufNames.isInterleaved(stored);
            tensors.add(new TargetTensor(
                    stored,
                    type,
                    axes,
                    matrix,
                    interleaved ? Order.INTERLEAVED : Order.SAME,
                    interleaved ? config.heads().width() : 0));
        }
        return tensors;
    }

    /// The shape a tensor must have.
    private static List<Long> expected(DecoderConfig config, String stored) {
        long hidden = config.hiddenSize();
        long wide = config.intermediateSize();
        long shared = config.heads().keyValueColumns();
        String kind = stored.startsWith("blk.") ? stored.substring(stored.indexOf('.', 4) + 1) : stored;
        return switch (kind) {
            case "token_embd.weight", "output.weight" -> List.of((long) config.vocabularySize(), hidden);
            case "attn_q.weight", "attn_output.weight" -> List.of(hidden, hidden);
            case "attn_k.weight", "attn_v.weight" -> List.of(shared, hidden);
            case "ffn_gate.weight", "ffn_up.weight" -> List.of(wide, hidden);
            case "ffn_down.weight" -> List.of(hidden, wide);
            default -> List.of(hidden);
        };
    }

    private static List<Long> axes(TensorSource weights, String name, List<Long> expected) {
        List<Long> found = weights.has(name) ? weights.dimensions(name) : List.of();
        if (!found.equals(expected)) {
            String any = weights.has(name) ? name : weights.names().iterator().next();
            throw new WeightFormatException(
                    weights.file(any),
                    0,
                    "tensor " + WeightFormatException.quoted(name) + " with axes " + expected,
                    found.isEmpty() ? "none of this name" : found.toString());
        }
        return found;
    }

    private static int layer(String stored) {
        return stored.startsWith("blk.") ? Integer.parseInt(stored.substring(4, stored.indexOf('.', 4))) : -1;
    }
}
