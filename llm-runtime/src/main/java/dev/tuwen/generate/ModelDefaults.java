package dev.tuwen.generate;

import dev.tuwen.compute.Heads;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.tokenizer.ChatTemplate;
import dev.tuwen.weights.GenerationDefaults;
import dev.tuwen.weights.ModelConfig;

/// What a model's files say, in the words of the decoder, the template and the sampler.
public final class ModelDefaults {
    private ModelDefaults() {}

    /// The decoder's hyperparameters. A missing output head means that it is tied.
    public static DecoderConfig decoder(ModelConfig config, WeightSource weights) {
        return new DecoderConfig(
                config.hiddenSize(),
                config.intermediateSize(),
                config.layerCount(),
                new Heads(config.headCount(), config.keyValueHeadCount(), config.headWidth()),
                config.vocabularySize(),
                (float) config.rmsNormEpsilon(),
                (float) config.ropeBase(),
                (float) config.embeddingScale(),
                (float) config.residualScale(),
                (float) (1 / config.logitDivisor()),
                config.contextLength(),
                config.tiedHead() || !weights.has("lm_head.weight"));
    }

    /// How messages become a prompt.
    public static ChatTemplate template(ModelConfig config) {
        return config.kind().isMultimodal() ? ChatTemplate.MULTIMODAL : ChatTemplate.TEXT;
    }

    /// How tokens are chosen unless the user says otherwise: what the folder's `generation_config.json` asks for, for
    /// the rest the defaults of the authors' chat functions. Beam search, the default of MiniCPM-V 1.0, shows its text
    /// only at the end; its sampling row is taken instead.
    public static SamplingOptions sampling(ModelConfig config, GenerationDefaults wishes) {
        SamplingOptions usual = switch (config.kind()) {
            case TEXT -> new SamplingOptions(0.3f, 50, 0.8f, 1, 1, 0);
            case VISION_1 -> new SamplingOptions(0.6f, 100, 0.8f, 1, 1, 0);
            case VISION_2 -> new SamplingOptions(0.7f, 100, 0.8f, 1.05f, 1, 0);
        };
        boolean greedy = wishes.sampling().isPresent() && !wishes.sampling().get();
        return new SamplingOptions(
                greedy ? 0 : (float) wishes.temperature().orElse(usual.temperature()),
                wishes.topK().orElse(usual.topK()),
                (float) Math.max(1e-6, wishes.topP().orElse(usual.topP())),
                (float) wishes.repetitionPenalty().orElse(greedy ? 1 : usual.repetitionPenalty()),
                Math.min(16, wishes.beamCount().orElse(1)),
                0);
    }

    /// Longest answer unless the user says otherwise.
    public static int maxNewTokens(ModelConfig config, GenerationDefaults wishes) {
        int usual = config.kind() == ModelConfig.Kind.VISION_1 ? 2048 : 1024;
        return wishes.mostNewTokens().orElse(usual);
    }
}
