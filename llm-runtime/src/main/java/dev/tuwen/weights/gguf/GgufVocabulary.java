package dev.tuwen.weights.gguf;

/// Bounds of the vocabulary in a file's metadata.
public final class GgufVocabulary {
    /// Maximum of tokens read.
    public static final int MAX_TOKENS = 1 << 19;

    /// Longest token read, in bytes.
    public static final int MAX_TOKEN_BYTES = 1 << 12;

    private GgufVocabulary() {}
}
