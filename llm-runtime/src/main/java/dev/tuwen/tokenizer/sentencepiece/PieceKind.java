package dev.tuwen.tokenizer.sentencepiece;

/// What a piece of a vocabulary is; the numbers are SentencePiece's.
public enum PieceKind {
    /// Made by merging.
    NORMAL(1),
    /// Stands for text that no other piece covers.
    UNKNOWN(2),
    /// A marker that has no text of its own, as the begin token.
    CONTROL(3),
    /// A text that is cut out before merging and never merged.
    USER_DEFINED(4),
    /// One byte of the UTF-8 form of a character without a piece.
    BYTE(6);

    private final int number;

    PieceKind(int number) {
        this.number = number;
    }

    /// The number in SentencePiece's files and in GGUF files.
    public int number() {
        return number;
    }
}
