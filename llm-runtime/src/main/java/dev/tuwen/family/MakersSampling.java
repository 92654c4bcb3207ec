package dev.tuwen.family;

import dev.tuwen.sampling.SamplingOptions;

/// How a family's makers choose tokens in their own chat function.
///
/// @param options their settings
/// @param countsPrompt whether the repetition penalty counts the tokens of the prompt; not where generation begins with
///     embeddings
public record MakersSampling(SamplingOptions options, boolean countsPrompt) {
    /// Length of an answer where neither the user nor the model's files say anything.
    static final int MAXIMUM_NEW_TOKENS = 1024;

    private static final int MAXIMUM_BEAMS = 16;
    private static final float MAXIMUM = 100;
    private static final float MINIMUM = 1e-4f;

    /// What a model's `generation_config.json` asks for, and the makers' settings for what it leaves out. Beam search
    /// shows its text only at the end; it is taken only where the file asks not to sample.
    SamplingOptions under(GenerationDefaults file) {
        if (file.sampling().isPresent() && !file.sampling().get()) {
            return SamplingOptions.GREEDY
                    .withRepetitionPenalty(within(file.repetitionPenalty().orElse(1), MAXIMUM))
                    .withBeams(Math.min(MAXIMUM_BEAMS, file.beamCount().orElse(1)));
        }
        return new SamplingOptions(
                within(file.temperature().orElse(options.temperature()), MAXIMUM),
                file.topK().orElse(options.topK()),
                within(file.topP().orElse(options.topP()), 1),
                within(file.repetitionPenalty().orElse(options.repetitionPenalty()), MAXIMUM),
                1,
                0);
    }

    private static float within(double value, float maximum) {
        return (float) Math.clamp(value, MINIMUM, maximum);
    }
}
