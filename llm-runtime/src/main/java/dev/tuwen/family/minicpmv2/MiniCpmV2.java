package dev.tuwen.family.minicpmv2;

import dev.tuwen.family.Family;
import dev.tuwen.family.KeyPositions;
import dev.tuwen.family.MakersSampling;
import dev.tuwen.family.Recognition;
import dev.tuwen.family.Slicing;
import dev.tuwen.family.VisionFacts;
import dev.tuwen.family.VisionSettings;
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

/// MiniCPM-V 2.0 as a value.
public final class MiniCpmV2 {
    private static final String TITLE = "MiniCPM-V 2.0";

    private MiniCpmV2() {}

    /// The family.
    public static Family family() {
        return new Family(
                "v2",
                TITLE,
                new Recognition(MiniCpmV2::describes, MiniCpmV2::describes),
                new MiniCpmRecipe(TITLE, false),
                Optional.of(new VisionFacts(
                        MiniCpmParts.ENCODER,
                        KeyPositions.SINES,
                        MiniCpmV2::slicing,
                        MiniCpmParts.MARKS,
                        new ResamplerVision(TITLE, MiniCpmParts.ENCODER.name(), true))),
                new SentencePieceFiles(),
                new UserAiChat(true),
                new MakersSampling(new SamplingOptions(0.7f, 100, 0.8f, 1.05f, 1, 0), false),
                List.of());
    }

    private static Slicing slicing(VisionSettings settings) {
        return settings.slicing()
                ? new Slicing.Sliced(settings.sliceSide(), settings.patchSize(), settings.maximumSlices())
                : new Slicing.Whole();
    }

    private static boolean describes(JsonObject config) {
        return MiniCpmParts.isEarlyVision(config) && config.has("slice_mode");
    }

    private static boolean describes(GgufModel model) {
        return MiniCpmParts.hasDecoder(model) && MiniCpmParts.readsPictures(model) && !MiniCpmParts.isUncut(model);
    }
}
