package dev.tuwen.assistant.trace;

import java.nio.file.Path;
import java.util.Optional;

/// What to trace.
///
/// @param model folder of a model, or a file in it
/// @param image a picture for the first question; how it was held is ignored, as in the reference
/// @param prompt what the model is given
/// @param generateCount tokens to generate, past any end token
/// @param penalty factor against tokens seen before; 1 for none
/// @param out folder for the results, made if need be
/// @param device id of the backend, or `auto`
/// @param threads worker threads; 0 lets the backend choose
public record TraceRequest(
        Path model,
        Optional<Path> image,
        TracePrompt prompt,
        int generateCount,
        float penalty,
        Path out,
        String device,
        int threads) {
    /// Checks the numbers.
    public TraceRequest {
        if (generateCount < 0) {
            throw new TraceMistakeException("cannot generate " + generateCount + " tokens, expected 0 or more");
        }
        if (!(penalty > 0 && penalty <= 100)) {
            throw new TraceMistakeException("repetition penalty " + penalty + ", expected above 0, at most 100");
        }
    }
}
