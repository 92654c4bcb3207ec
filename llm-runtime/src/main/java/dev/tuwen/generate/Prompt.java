package dev.tuwen.generate;

import java.util.List;

/// A whole prompt: what stands at each position. Immutable.
public final class Prompt {
    private final Positions positions;

    /// A prompt of these parts, in order.
    ///
    /// @throws IllegalArgumentException if there is no position in it
    public Prompt(List<PromptPart> parts) {
        int length = parts.stream().mapToInt(PromptPart::length).reduce(0, Math::addExact);
        if (length == 0) {
            throw new IllegalArgumentException("the prompt is empty");
        }
        positions = new Positions(length);
        for (PromptPart part : parts) {
            switch (part) {
                case PromptPart.Tokens tokens -> {
                    for (int token : tokens.ids()) {
                        positions.addToken(token);
                    }
                }
                case PromptPart.Embeddings embeddings -> {
                    for (int row = 0; row < embeddings.length(); row++) {
                        positions.addRow(embeddings.rows(), row);
                    }
                }
            }
        }
    }

    /// Number of positions.
    public int length() {
        return positions.length();
    }

    /// Whether a token, not a row of features, stands at a position.
    public boolean isToken(int position) {
        return positions.isToken(position);
    }

    /// The token at a position.
    public int token(int position) {
        return positions.token(position);
    }

    /// What stands where; not to be changed.
    Positions positions() {
        return positions;
    }
}
