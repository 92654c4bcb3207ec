package dev.tuwen.generate;

import java.util.List;

/// A whole prompt: parts in order, and what stands at each position. Immutable.
public final class Prompt {
    private final List<PromptPart> parts;
    private final Object[] owners;
    private final int[] codes;

    /// A prompt of these parts.
    ///
    /// @throws IllegalArgumentException if there is no position in it
    public Prompt(List<PromptPart> parts) {
        this.parts = List.copyOf(parts);
        int length = parts.stream().mapToInt(PromptPart::length).reduce(0, Math::addExact);
        if (length == 0) {
            throw new IllegalArgumentException("the prompt is empty");
        }
        owners = new Object[length];
        codes = new int[length];
        int position = 0;
        for (PromptPart part : this.parts) {
            for (int i = 0; i < part.length(); i++, position++) {
                switch (part) {
                    case PromptPart.Tokens tokens -> {
                        owners[position] = Prompt.class;
                        codes[position] = tokens.ids()[i];
                    }
                    case PromptPart.Embeddings embeddings -> {
                        owners[position] = embeddings.rows();
                        codes[position] = i;
                    }
                }
            }
        }
    }

    /// The parts in order.
    public List<PromptPart> parts() {
        return parts;
    }

    /// Number of positions.
    public int length() {
        return codes.length;
    }

    /// Whether a token, not a row of features, stands at a position.
    public boolean isToken(int position) {
        return owners[position] == Prompt.class;
    }

    /// The token at a position.
    public int token(int position) {
        return codes[position];
    }

    /// The features at a position that is no token.
    EmbeddingRows rows(int position) {
        return (EmbeddingRows) owners[position];
    }

    /// The row of [#rows] at a position that is no token.
    int row(int position) {
        return codes[position];
    }

    /// Whether the same stands at a position as at that position of a cache.
    boolean agrees(int position, CacheContents contents) {
        return contents.holds(position, owners[position], codes[position]);
    }

    /// Notes in a cache what was computed.
    void appendTo(CacheContents contents, int from, int to) {
        for (int position = from; position < to; position++) {
            contents.append(owners[position], codes[position]);
        }
    }
}
