package dev.tuwen.model;

import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.weights.GenerationDefaults;
import dev.tuwen.weights.ModelConfig;

/// How a model's makers choose tokens: what `generation_config.json` asks for, else what their own chat function does.
public final class SamplingDefaults {
    /// The library's own number of candidates, used by the chat function of the text models, which does not name one.
    private static final int LIBRARY_TOP_K = 50;

    private static final int MOST_BEAMS = 16;
    private static final float MOST = 100;
    private static final float LEAST = 1e-4f;

    private SamplingDefaults() {}

    /// The sampling of a model of this kind whose `generation_config.json` says this.
    public static SamplingOptions of(ModelConfig.Kind kind, GenerationDefaults file) {
        SamplingOptions makers = switch (kind) {
            case TEXT -> new SamplingOptions(0.3f, LIBRARY_TOP_K, 0.8f, 1, 1, 0);
            case VISION_1 -> new SamplingOptions(0.6f, 100, 0.8f, 1, 1, 0);
            case VISION_2 -> new SamplingOptions(0.7f, 100, 0.8f, 1.05f, 1, 0);
        };
        if (file.sampling().isPresent() && !file.sampling().get()) {
            return SamplingOptions.GREEDY
                    .withRepetitionPenalty(within(file.repetitionPenalty().orElse(1), MOST))
                    .withBeams(Math.min(MOST_BEAMS, file.beamCount().orElse(1)));
        }
        return new SamplingOptions(
                within(file.temperature().orElse(makers.temperature()), MOST),
                file.topK().orElse(makers.topK()),
                within(file.topP().orElse(makers.topP()), 1),
                within(file.repetitionPenalty().orElse(makers.repetitionPenalty()), MOST),
                1,
                0);
    }

    private static float within(double value, float most) {
        return (float) Math.clamp(value, LEAST, most);
    }
}
