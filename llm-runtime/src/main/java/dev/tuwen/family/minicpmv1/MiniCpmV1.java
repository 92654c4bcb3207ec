package dev.tuwen.family.minicpmv1;

import dev.tuwen.family.Family;
import dev.tuwen.family.KeyPositions;
import dev.tuwen.family.MakersSampling;
import dev.tuwen.family.Recognition;
import dev.tuwen.family.Slicing;
import dev.tuwen.family.VisionFacts;
import dev.tuwen.family.minicpm.MiniCpmParts;
import dev.tuwen.family.minicpm.MiniCpmRecipe;
import dev.tuwen.family.minicpm.ResamplerVision;
import dev.tuwen.family.minicpm.SentencePieceFiles;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.tokenizer.chat.UserAiChat;
import dev.tuwen.weights.gguf.GgufModel;
import dev.tuwen.weights.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// MiniCPM-V 1.0 as a value.
public final class MiniCpmV1 {
    private static final String TITLE = "MiniCPM-V 1.0";

    private MiniCpmV1() {}

    /// The family.
    public static Family family() {
        return new Family(
                "v1",
                TITLE,
                new Recognition(MiniCpmV1::describes, MiniCpmV1::describes),
                new MiniCpmRecipe(TITLE, false),
                Optional.of(new VisionFacts(
                        MiniCpmParts.ENCODER,
                        KeyPositions.ENLARGED_TABLE,
                        settings -> new Slicing.Square(settings.imageSize()),
                        MiniCpmParts.MARKS,
                        new ResamplerVision(TITLE, MiniCpmParts.ENCODER.name(), false))),
                new SentencePieceFiles(),
                new UserAiChat(true),
                new MakersSampling(new SamplingOptions(0.6f, 100, 0.8f, 1, 1, 0), false),
                List.of());
    }

    private static boolean describes(JsonObject config) {
        return MiniCpmParts.isEarlyVision(config) && !config.has("slice_mode");
    }

    private static boolean describes(GgufModel model) {
        return MiniCpmParts.hasDecoder(model) && MiniCpmParts.readsPictures(model) && MiniCpmParts.isUncut(model);
    }
}
