package dev.tuwen.assistant;

import dev.tuwen.generate.StopReason;

/// An answer, whole or as far as it came. Immutable.
///
/// @param text its words
/// @param tokens what they were generated as
/// @param reason why it ended
/// @param promptTokens tokens in front of the answer
/// @param reusedTokens how many of these were in the key-value cache and not computed again
/// @param answerTokens tokens that were generated
/// @param secondsToFirstToken from the question to the first token, pictures and prefill included
/// @param tokensPerSecond pace after the first token; 0 when there was no second one
/// @param contextUsed tokens the dialogue takes now
/// @param contextLimit tokens it can take
public record Answer(
        String text,
        AnswerTokens tokens,
        StopReason reason,
        int promptTokens,
        int reusedTokens,
        int answerTokens,
        double secondsToFirstToken,
        double tokensPerSecond,
        int contextUsed,
        int contextLimit)
        implements Message {
    /// An answer of which the words alone are known: from an earlier run of the program, or left in the middle.
    public static Answer of(String text, StopReason reason) {
        return new Answer(text, AnswerTokens.UNKNOWN, reason, 0, 0, 0, 0, 0, 0, 0);
    }
}
