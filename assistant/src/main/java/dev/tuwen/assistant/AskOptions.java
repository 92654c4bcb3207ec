package dev.tuwen.assistant;

import dev.tuwen.sampling.SamplingOptions;
import java.util.Objects;

/// How to answer.
///
/// @param sampling how tokens are chosen
/// @param maxNewTokens longest answer, in tokens; at least 1
public record AskOptions(SamplingOptions sampling, int maxNewTokens) {
    /// Longest answer when nobody says otherwise.
    public static final int DEFAULT_MAX_NEW_TOKENS = 1024;

    /// Checks the values.
    public AskOptions {
        Objects.requireNonNull(sampling, "sampling");
        if (maxNewTokens < 1) {
            throw new IllegalArgumentException("at most " + maxNewTokens + " new tokens, expected at least 1");
        }
    }
}
