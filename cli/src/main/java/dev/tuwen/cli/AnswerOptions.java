package dev.tuwen.cli;

import dev.tuwen.assistant.AskOptions;
import dev.tuwen.assistant.AssistantInfo;
import dev.tuwen.sampling.SamplingOptions;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/// Options about how to answer; what is not given is as the model's makers recommend.
final class AnswerOptions {
    private static final float MIN_PROBABILITY = 1e-6f;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            converter = Temperature.class,
            description = "Temperature of sampling; 0 always takes the most probable token.")
    private @Nullable Float temperature;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            converter = Probability.class,
            description = "Draws from the most probable tokens whose probabilities add up to P.")
    private @Nullable Float topP;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            converter = Count.class,
            description = "Draws from the K most probable tokens; 0 for all.")
    private @Nullable Integer topK;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "R",
            converter = Penalty.class,
            description = "Factor against tokens seen before; 1 for none.")
    private @Nullable Float repetitionPenalty;

    @Option(
            names = "--beams",
            paramLabel = "N",
            converter = Beams.class,
            description = "Beams of a beam search; 1 for none. The text shows at the end.")
    private @Nullable Integer beams;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Makes an answer repeatable: the same command gives the same words. With weights of fewer than 32 bits"
                            + " a question may be answered otherwise alone than after others, of which the cache knows.")
    private @Nullable Long seed;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            converter = TokenCount.class,
            description = "Longest answer in tokens (default: what the model's files ask for, else 1024).")
    private @Nullable Integer maxTokens;

    AnswerOptions() {}

    /// The options on top of a model's defaults, for the first answer of a command.
    AskOptions over(AssistantInfo info) {
        return over(info, 0);
    }

    /// The options on top of a model's defaults. Without a seed every call draws one; with one, every answer of a
    /// command has its own, so that the whole can be repeated and no answer repeats another.
    ///
    /// @param answer how many answers were asked for before
    AskOptions over(AssistantInfo info, int answer) {
        SamplingOptions options = info.defaults();
        if (temperature != null) {
            options = options.withTemperature(temperature);
        }
        if (topP != null) {
            options = options.withTopP(Math.max(MIN_PROBABILITY, topP));
        }
        if (topK != null) {
            options = options.withTopK(topK);
        }
        if (repetitionPenalty != null) {
            options = options.withRepetitionPenalty(repetitionPenalty);
        }
        if (beams != null) {
            options = options.withBeams(beams);
        }
        long chosen = seed != null ? seed + answer : ThreadLocalRandom.current().nextLong(1L << 53);
        return new AskOptions(options.withSeed(chosen), maxTokens != null ? maxTokens : info.maximumNewTokens());
    }

    /// From 0 to 100.
    static final class Temperature implements ITypeConverter<Float> {
        Temperature() {}

        @Override
        public Float convert(String value) {
            return Numbers.decimal(value, 0, 100);
        }
    }

    /// From 0 to 1.
    static final class Probability implements ITypeConverter<Float> {
        Probability() {}

        @Override
        public Float convert(String value) {
            return Numbers.decimal(value, 0, 1);
        }
    }

    /// From 0.01 to 100.
    static final class Penalty implements ITypeConverter<Float> {
        Penalty() {}

        @Override
        public Float convert(String value) {
            return Numbers.decimal(value, 0.01, 100);
        }
    }

    /// 0 or more.
    static final class Count implements ITypeConverter<Integer> {
        Count() {}

        @Override
        public Integer convert(String value) {
            return Numbers.integer(value, 0, Integer.MAX_VALUE);
        }
    }

    /// 1 or more.
    static final class TokenCount implements ITypeConverter<Integer> {
        TokenCount() {}

        @Override
        public Integer convert(String value) {
            return Numbers.integer(value, 1, 1 << 20);
        }
    }

    /// From 1 to 16.
    static final class Beams implements ITypeConverter<Integer> {
        Beams() {}

        @Override
        public Integer convert(String value) {
            return Numbers.integer(value, 1, 16);
        }
    }
}
