package dev.tuwen.family;

import dev.tuwen.weights.ConfigFormatException;
import dev.tuwen.weights.json.JsonFile;
import dev.tuwen.weights.json.JsonObject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// What a model's `generation_config.json` asks for; whatever it leaves out is for the caller to choose.
///
/// @param sampling whether to draw tokens instead of taking the best
/// @param temperature divides the logits; above 0
/// @param topP cumulative probability (top-p) to draw from
/// @param topK number of tokens to draw from; 0 for all
/// @param repetitionPenalty factor against tokens already seen; 1 for none
/// @param beamCount beams of a beam search; 1 for none
/// @param maximumNewTokens longest answer
public record GenerationDefaults(
        Optional<Boolean> sampling,
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt topK,
        OptionalDouble repetitionPenalty,
        OptionalInt beamCount,
        OptionalInt maximumNewTokens) {
    /// No wishes at all, as without the file.
    public static final GenerationDefaults NONE = new GenerationDefaults(
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty(),
            OptionalInt.empty());

    /// Reads a model folder's file, if there is one.
    ///
    /// @throws ConfigFormatException if it is damaged or a value is out of bounds
    public static GenerationDefaults read(Path folder) {
        return JsonFile.readIfPresent(folder.resolve("generation_config.json"), ConfigFormatException::new)
                .map(GenerationDefaults::of)
                .orElse(NONE);
    }

    /// Temperature 0 asks for the best token, `top_k` -1 for all of them, and no new token at all is no wish.
    private static GenerationDefaults of(JsonObject file) {
        OptionalDouble temperature = file.number("temperature", 0, 1e3);
        boolean best = temperature.orElse(1) == 0;
        OptionalInt topK = file.integer("top_k", -1, 1 << 20);
        OptionalInt longest = file.integer("max_new_tokens", 0, 1 << 24);
        return new GenerationDefaults(
                best ? Optional.of(false) : file.truth("do_sample"),
                best ? OptionalDouble.empty() : temperature,
                file.number("top_p", 0, 1),
                topK.isPresent() ? OptionalInt.of(Math.max(0, topK.getAsInt())) : topK,
                file.number("repetition_penalty", 1e-3, 1e3),
                file.integer("num_beams", 1, 64),
                longest.orElse(0) == 0 ? OptionalInt.empty() : longest);
    }
}
