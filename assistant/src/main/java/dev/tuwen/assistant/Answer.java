package dev.tuwen.assistant;

import dev.tuwen.generate.StopReason;

/// A finished answer.
///
/// @param text the whole text, as it stands in [Chat#messages()]
/// @param reason why it ended
/// @param promptTokens tokens in front of the answer
/// @param reusedTokens how many of these were still known from before and not read again
/// @param answerTokens tokens that were generated
/// @param secondsToFirstToken from the question to the first token, pictures and reading included
/// @param tokensPerSecond pace after the first token; 0 when there was no second one
/// @param contextUsed tokens the conversation takes now
/// @param contextLimit tokens it can take
public record Answer(
        String text,
        StopReason reason,
        int promptTokens,
        int reusedTokens,
        int answerTokens,
        double secondsToFirstToken,
        double tokensPerSecond,
        int contextUsed,
        int contextLimit) {}
