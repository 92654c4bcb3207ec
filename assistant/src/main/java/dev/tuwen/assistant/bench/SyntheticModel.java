package dev.tuwen.assistant.bench;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.Heads;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.family.Checkpoint;
import dev.tuwen.family.Family;
import dev.tuwen.family.GenerationDefaults;
import dev.tuwen.family.Slicing;
import dev.tuwen.family.VisionFacts;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.model.ModelParts;
import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.tokenizer.sentencepiece.PieceKind;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import dev.tuwen.tokenizer.sentencepiece.Vocabulary;
import dev.tuwen.vision.VisionConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The parts of a model that never was trained: full shapes, random weights, a made-up vocabulary.
///
/// @param parts the model; closed by whoever opens it
/// @param weights its weights
record SyntheticModel(ModelParts parts, SyntheticWeights weights) {
    /// The decoder of MiniCPM-2B and MiniCPM-V 2.0.
    private static final DecoderConfig DECODER = new DecoderConfig(
            2304, 5760, 40, Heads.of(36, 64), 122_753, 1e-5, 10_000, 12, 1.4 / Math.sqrt(40), 9, 4096, true);

    /// Sizes of a vision encoder and resampler.
    private record Encoder(int width, int mlpWidth, int blocks, int patch, int tableSide, int heads, int queries) {}

    /// SigLIP-400M with 64 queries.
    private static final Encoder ENCODER = new Encoder(1152, 4304, 26, 14, 27, 16, 64);

    /// Makes a model.
    ///
    /// @param type of the matrices. The vision encoder is kept as people have it beside such a decoder: in F16 beside
    ///     Q4_0, else in the same type
    static SyntheticModel of(SyntheticShape shape, DType type) {
        return switch (shape) {
            case MINICPM_2B -> text(DECODER, type);
            case MINICPM_V_2 -> multimodal(DECODER, type);
        };
    }

    /// A text model of any size.
    static SyntheticModel text(DecoderConfig decoder, DType type) {
        var weights = decoderWeights(decoder, type);
        return new SyntheticModel(parts(family("text"), decoder, weights, Optional.empty()), weights);
    }

    private static SyntheticModel multimodal(DecoderConfig tied, DType type) {
        // The published multimodal checkpoints store a head of their own.
        var decoder = new DecoderConfig(
                tied.hiddenSize(),
                tied.intermediateSize(),
                tied.layerCount(),
                tied.heads(),
                tied.vocabularySize(),
                tied.normEpsilon(),
                tied.ropeBase(),
                tied.embeddingScale(),
                tied.residualScale(),
                tied.logitDivisor(),
                tied.contextLimit(),
                false);
        var weights = decoderWeights(decoder, type);
        weights.random("lm_head.weight", type, decoder.vocabularySize(), decoder.hiddenSize());
        addVisionEncoder(weights, ENCODER, decoder.hiddenSize(), type == DType.Q4_0 ? DType.F16 : type);
        Family family = family("v2");
        VisionFacts facts = family.vision().orElseThrow();
        var slicing = new Slicing.Sliced(448, ENCODER.patch, 9);
        return new SyntheticModel(
                parts(
                        family,
                        decoder,
                        weights,
                        Optional.of(
                                VisionConfig.of(weights, ENCODER.heads, facts.keyPositions(), slicing, facts.marks()))),
                weights);
    }

    private static Family family(String id) {
        return KnownFamilies.ALL.byId(id).orElseThrow();
    }

    private static ModelParts parts(
            Family family, DecoderConfig decoder, SyntheticWeights weights, Optional<VisionConfig> vision) {
        var checkpoint = new Checkpoint(
                Path.of("random"),
                family,
                decoder,
                Optional.empty(),
                GenerationDefaults.NONE,
                tokenizer(decoder.vocabularySize(), family.chat().turnMarkers()),
                weights);
        return ModelParts.of(checkpoint, vision);
    }

    private static SyntheticWeights decoderWeights(DecoderConfig decoder, DType type) {
        var weights = new SyntheticWeights();
        int hidden = decoder.hiddenSize();
        int inner = decoder.intermediateSize();
        int queries = decoder.heads().queryColumns();
        int keyValues = decoder.heads().keyValueColumns();
        weights.random("model.embed_tokens.weight", type, decoder.vocabularySize(), hidden);
        for (int i = 0; i < decoder.layerCount(); i++) {
            String layer = "model.layers." + i + ".";
            weights.constant(layer + "input_layernorm.weight", hidden, 1)
                    .random(layer + "self_attn.q_proj.weight", type, queries, hidden)
                    .random(layer + "self_attn.k_proj.weight", type, keyValues, hidden)
                    .random(layer + "self_attn.v_proj.weight", type, keyValues, hidden)
                    .random(layer + "self_attn.o_proj.weight", type, hidden, queries)
                    .constant(layer + "post_attention_layernorm.weight", hidden, 1)
                    .random(layer + "mlp.gate_proj.weight", type, inner, hidden)
                    .random(layer + "mlp.up_proj.weight", type, inner, hidden)
                    .random(layer + "mlp.down_proj.weight", type, hidden, inner);
        }
        return weights.constant("model.norm.weight", hidden, 1);
    }

    private static void addVisionEncoder(SyntheticWeights weights, Encoder encoder, int hidden, DType type) {
        int width = encoder.width;
        weights.random(
                        "vpm.patch_embed.proj.weight",
                        type == DType.Q8_0 ? DType.F16 : type,
                        width,
                        3,
                        encoder.patch,
                        encoder.patch)
                .constant("vpm.patch_embed.proj.bias", width, 0)
                .random("vpm.pos_embed", DType.F32, 1, (long) encoder.tableSide * encoder.tableSide, width);
        for (int i = 0; i < encoder.blocks; i++) {
            String block = "vpm.blocks." + i + ".";
            addNorm(weights, block + "norm1", width);
            addProjection(weights, block + "attn.qkv", type, 3L * width, width);
            addProjection(weights, block + "attn.proj", type, width, width);
            addNorm(weights, block + "norm2", width);
            addProjection(weights, block + "mlp.fc1", type, encoder.mlpWidth, width);
            addProjection(weights, block + "mlp.fc2", type, width, encoder.mlpWidth);
        }
        addNorm(weights, "vpm.norm", width);
        weights.random("resampler.query", DType.F32, encoder.queries, hidden)
                .random("resampler.pos_embed", DType.F32, encoder.queries, hidden)
                .random("resampler.kv_proj.weight", type, hidden, width)
                .random("resampler.attn.in_proj_weight", type, 3L * hidden, hidden)
                .constant("resampler.attn.in_proj_bias", 3L * hidden, 0);
        addProjection(weights, "resampler.attn.out_proj", type, hidden, hidden);
        List.of("ln_q", "ln_kv", "ln_post").forEach(norm -> addNorm(weights, "resampler." + norm, hidden));
        // Stored input by output, and turned while loading, which blocks do not allow.
        weights.random("resampler.proj", type.isQuantized() ? DType.F16 : type, hidden, hidden);
    }

    private static void addProjection(SyntheticWeights weights, String name, DType type, long outputs, long inputs) {
        weights.random(name + ".weight", type, outputs, inputs).constant(name + ".bias", outputs, 0);
    }

    private static void addNorm(SyntheticWeights weights, String name, long length) {
        weights.constant(name + ".weight", length, 1).constant(name + ".bias", length, 0);
    }

    /// A vocabulary of the right size: the special tokens, the bytes, and words without meaning.
    private static Tokenizer tokenizer(int size, Set<String> turnMarkers) {
        var tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        var kinds = new ArrayList<>(List.of(PieceKind.UNKNOWN, PieceKind.CONTROL, PieceKind.CONTROL));
        for (int value = 0; value < 256; value++) {
            tokens.add(String.format(java.util.Locale.ROOT, "<0x%02X>", value));
            kinds.add(PieceKind.BYTE);
        }
        while (tokens.size() < size) {
            tokens.add(Vocabulary.SPACE_MARK + "w" + tokens.size());
            kinds.add(PieceKind.NORMAL);
        }
        var scores = new float[tokens.size()];
        for (int id = 0; id < scores.length; id++) {
            scores[id] = -id;
        }
        return new SentencePieceTokenizer(
                new Vocabulary(tokens, scores, kinds),
                new SpecialTokens(1, 2, 0, Map.of("<unk>", 0, "<s>", 1, "</s>", 2)),
                turnMarkers);
    }
}
