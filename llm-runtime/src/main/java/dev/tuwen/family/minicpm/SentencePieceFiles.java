package dev.tuwen.family.minicpm;

import dev.tuwen.family.TokenizerRecipe;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import dev.tuwen.weights.gguf.GgufMetadata;
import java.nio.file.Path;
import java.util.Set;

/// A SentencePiece vocabulary in `tokenizer.model`.
public record SentencePieceFiles() implements TokenizerRecipe {
    @Override
    public String file() {
        return SentencePieceTokenizer.FILE;
    }

    @Override
    public Tokenizer open(Path folder, Set<String> turnMarkers) {
        return SentencePieceTokenizer.open(folder, turnMarkers);
    }

    @Override
    public Tokenizer of(GgufMetadata metadata, Set<String> turnMarkers) {
        return SentencePieceTokenizer.of(metadata, turnMarkers);
    }
}
