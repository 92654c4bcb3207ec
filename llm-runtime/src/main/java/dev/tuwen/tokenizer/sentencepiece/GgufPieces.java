package dev.tuwen.tokenizer.sentencepiece;

import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.weights.TokenizerFormatException;
import dev.tuwen.weights.gguf.GgufMetadata;
import dev.tuwen.weights.gguf.GgufVocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/// The tokenizer in the metadata of a GGUF file, with what its converters lost put back.
///
/// - User-defined pieces are written as ordinary ones with score 0: here they are again what stands before the byte
///   pieces.
/// - Files of 2024 give every piece the same score: then the id is its place, lower first, which comes to the same.
/// - Nothing says that no space belongs before a text: for these models none does.
/// - The slice markers may still have their reserved names, where only the model's own classes knew better.
///
/// A file that marks its user-defined pieces has lost nothing, and is read as it is.
final class GgufPieces {
    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String SCORES = "tokenizer.ggml.scores";
    private static final String TYPES = "tokenizer.ggml.token_type";
    private static final String IMAGE_START = "<image>";
    private static final String IMAGE_END = "</image>";
    private static final int UNUSED = 5;

    private final GgufMetadata metadata;

    private final Set<String> turnMarkers;

    private GgufPieces(GgufMetadata metadata, Set<String> turnMarkers) {
        this.metadata = metadata;
        this.turnMarkers = turnMarkers;
    }

    static SentencePieceTokenizer read(GgufMetadata metadata, Set<String> turnMarkers) {
        return new GgufPieces(metadata, turnMarkers).read();
    }

    private SentencePieceTokenizer read() {
        String model = metadata.text("tokenizer.ggml.model").orElse("");
        if (!model.equals("llama")) {
            throw fault(
                    "'tokenizer.ggml.model' to be 'llama', a SentencePiece vocabulary",
                    TokenizerFormatException.quoted(model));
        }
        if (metadata.truth("tokenizer.ggml.add_space_prefix").orElse(false)) {
            throw fault("'tokenizer.ggml.add_space_prefix' to be false", "true");
        }
        List<String> pieces = metadata.texts(TOKENS, GgufVocabulary.MAX_TOKENS, GgufVocabulary.MAX_TOKEN_BYTES)
                .orElseThrow(() -> fault("'" + TOKENS + "'", "no such key"));
        int[] types = types(pieces.size());
        float[] scores = scores(pieces.size());
        List<PieceKind> kinds = kinds(types, scores);
        if (allAlike(scores)) {
            for (int id = 0; id < scores.length; id++) {
                scores[id] = -id;
            }
        }
        try {
            var vocabulary = new Vocabulary(pieces, scores, kinds);
            return new SentencePieceTokenizer(vocabulary, specialTokens(vocabulary, types), turnMarkers);
        } catch (IllegalArgumentException e) {
            TokenizerFormatException exception = fault("a sound vocabulary", String.valueOf(e.getMessage()));
            exception.initCause(e);
            throw exception;
        }
    }

    private int[] types(int size) {
        int[] types = metadata.integers(TYPES, GgufVocabulary.MAX_TOKENS).orElseGet(() -> {
            int[] ordinary = new int[size];
            Arrays.fill(ordinary, PieceKind.NORMAL.number());
            return ordinary;
        });
        if (types.length != size) {
            throw fault("'" + TYPES + "' for each of the " + size + " pieces", types.length + " of them");
        }
        return types;
    }

    private float[] scores(int size) {
        float[] scores = metadata.numbers(SCORES, GgufVocabulary.MAX_TOKENS).orElseGet(() -> new float[size]);
        if (scores.length != size) {
            throw fault("'" + SCORES + "' for each of the " + size + " pieces", scores.length + " of them");
        }
        return scores;
    }

    private static boolean allAlike(float[] scores) {
        for (float score : scores) {
            if (score != scores[0]) {
                return false;
            }
        }
        return true;
    }

    private List<PieceKind> kinds(int[] types, float[] scores) {
        boolean alike = allAlike(scores);
        boolean whole = isWhole(types);
        int firstByte = IntStream.range(0, types.length)
                .filter(id -> types[id] == PieceKind.BYTE.number())
                .findFirst()
                .orElse(0);
        var kinds = new ArrayList<PieceKind>(types.length);
        for (int id = 0; id < types.length; id++) {
            PieceKind kind = kind(types[id], id);
            boolean lost = !whole && kind == PieceKind.NORMAL && id < firstByte && (alike || scores[id] == 0);
            kinds.add(lost ? PieceKind.USER_DEFINED : kind);
        }
        return kinds;
    }

    private static boolean isWhole(int[] types) {
        return Arrays.stream(types).anyMatch(type -> type == PieceKind.USER_DEFINED.number());
    }

    private PieceKind kind(int number, int id) {
        for (PieceKind kind : PieceKind.values()) {
            if (kind.number() == number) {
                return kind;
            }
        }
        if (number == UNUSED) {
            return PieceKind.CONTROL;
        }
        throw fault("'" + TYPES + "' of known types", "piece " + id + " of type " + number);
    }

    private SpecialTokens specialTokens(Vocabulary vocabulary, int[] types) {
        Map<String, Integer> added = new LinkedHashMap<>();
        for (int id = 0; id < types.length; id++) {
            if (types[id] == PieceKind.CONTROL.number() || types[id] == PieceKind.UNKNOWN.number()) {
                added.put(vocabulary.piece(id), id);
            }
        }
        OptionalInt image = vocabulary.id(IMAGE_START);
        OptionalInt imageEnd = vocabulary.id(IMAGE_END);
        if (!isWhole(types) && image.isPresent() && imageEnd.isPresent()) {
            added.put(IMAGE_START, image.getAsInt());
            added.put(IMAGE_END, imageEnd.getAsInt());
            TokenizerConfig.CLASS_DEFAULTS.forEach((text, id) -> {
                int known = vocabulary.id(text).orElse(id);
                if (known < vocabulary.size()) {
                    added.putIfAbsent(text, known);
                }
            });
        }
        int last = vocabulary.size() - 1;
        return new SpecialTokens(
                metadata.integer("tokenizer.ggml.bos_token_id", 0, last).orElse(Math.min(1, last)),
                metadata.integer("tokenizer.ggml.eos_token_id", 0, last).orElse(Math.min(2, last)),
                metadata.integer("tokenizer.ggml.unknown_token_id", 0, last).orElse(0),
                added);
    }

    private TokenizerFormatException fault(String expected, String found) {
        return new TokenizerFormatException(metadata.file(), expected, found);
    }
}
