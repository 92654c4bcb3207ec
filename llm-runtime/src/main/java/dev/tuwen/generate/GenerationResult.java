package dev.tuwen.generate;

import java.util.List;

/// An answer with what it took.
///
/// @param tokens generated ids without the end token
/// @param text their text after the rules of the chat
/// @param reason why it ended
/// @param promptTokens positions of the prompt
/// @param reusedTokens of these, found in the cache
/// @param secondsToFirstToken from the start of the prefill
/// @param decodeSeconds from the first token to the last
public record GenerationResult(
        List<Integer> tokens,
        String text,
        StopReason reason,
        int promptTokens,
        int reusedTokens,
        double secondsToFirstToken,
        double decodeSeconds) {
    /// Copies the list.
    public GenerationResult {
        tokens = List.copyOf(tokens);
    }

    /// The same with another reason.
    GenerationResult withReason(StopReason other) {
        return new GenerationResult(
                tokens, text, other, promptTokens, reusedTokens, secondsToFirstToken, decodeSeconds);
    }

    /// Tokens a second after the first; 0 when there were fewer than two.
    public double tokensPerSecond() {
        return tokens.size() < 2 || decodeSeconds <= 0 ? 0 : (tokens.size() - 1) / decodeSeconds;
    }
}
