package dev.tuwen.assistant.bench;

import java.util.List;
import java.util.Optional;

/// What was measured. Rates are per second; a GB is 10⁹ bytes, a GMAC 10⁹ multiply-adds.
///
/// @param device the device, as its maker calls it
/// @param threads worker threads on the host
/// @param model its name and the type its matrices are kept in
/// @param loadSeconds from nothing to ready, once: what a start takes. Of random weights without drawing them
/// @param prefill one entry for each length of prompt
/// @param decode greedy decode; empty if nothing was decoded
/// @param decodeSampled decode with the sampling that the model has by default; empty if nothing was decoded
/// @param vision how long a picture takes; empty if none was encoded
/// @param firstAnswer the first answer of the process, before anything was warm
/// @param residentBytes memory of the process, all of it; empty where the system does not say
/// @param machine what the device can do at most; empty where it does not measure itself
public record BenchResult(
        String device,
        int threads,
        String model,
        Spread loadSeconds,
        List<Prefill> prefill,
        Optional<Decode> decode,
        Optional<Decode> decodeSampled,
        Optional<Vision> vision,
        FirstAnswer firstAnswer,
        Optional<Spread> residentBytes,
        Optional<Machine> machine) {
    /// Prefill of a prompt.
    ///
    /// @param tokens its length
    /// @param tokensPerSecond prompt tokens
    /// @param gmacsPerSecond multiply-adds of all matrix products
    public record Prefill(int tokens, Spread tokensPerSecond, Spread gmacsPerSecond) {}

    /// Decode, token by token.
    ///
    /// @param tokensPerSecond new tokens
    /// @param gigabytesPerSecond weights and cached keys and values that have to be read for them
    public record Decode(Spread tokensPerSecond, Spread gigabytesPerSecond) {}

    /// The vision encoder.
    ///
    /// @param secondsPerPicture for the whole picture, resizing included
    /// @param slices how many the encoder takes, the overview included
    /// @param secondsPerPass for a picture of one slice, in turns with this one; empty if it is one itself
    /// @param gmacsPerSecond multiply-adds of all matrix products
    public record Vision(
            Spread secondsPerPicture, int slices, Optional<Spread> secondsPerPass, Spread gmacsPerSecond) {}

    /// The first answer.
    ///
    /// @param promptTokens length of the question
    /// @param secondsToFirstToken until the first token was chosen
    /// @param tokensPerSecond of the 16 tokens after it
    public record FirstAnswer(int promptTokens, Spread secondsToFirstToken, Spread tokensPerSecond) {}

    /// Limits of the machine.
    ///
    /// @param readGigabytesPerSecond memory read by all threads together
    /// @param fp32Gmacs F32 multiply-adds a second of all threads together
    public record Machine(Spread readGigabytesPerSecond, Spread fp32Gmacs) {}

    /// Copies the list.
    public BenchResult {
        prefill = List.copyOf(prefill);
    }
}
