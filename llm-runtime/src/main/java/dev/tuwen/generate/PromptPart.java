package dev.tuwen.generate;

/// A stretch of a prompt.
public sealed interface PromptPart {
    /// How many positions it takes.
    int length();

    /// Token ids.
    ///
    /// @param ids not to be written to
    record Tokens(int... ids) implements PromptPart {
        @Override
        public int length() {
            return ids.length;
        }
    }

    /// Image features.
    ///
    /// @param rows one position a row
    record Embeddings(EmbeddingRows rows) implements PromptPart {
        @Override
        public int length() {
            return rows.rows();
        }
    }
}
