package dev.tuwen.family.minicpm2b;

import dev.tuwen.family.Family;
import dev.tuwen.family.MakersSampling;
import dev.tuwen.family.Recognition;
import dev.tuwen.family.minicpm.MiniCpmParts;
import dev.tuwen.family.minicpm.MiniCpmRecipe;
import dev.tuwen.family.minicpm.SentencePieceFiles;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.tokenizer.chat.UserAiChat;
import dev.tuwen.weights.gguf.GgufModel;
import dev.tuwen.weights.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// MiniCPM-2B as a value.
public final class MiniCpm2b {
    private static final String TITLE = "MiniCPM-2B";

    /// The library's own number of candidates, used by the chat function, which does not name one.
    private static final int LIBRARY_TOP_K = 50;

    private MiniCpm2b() {}

    /// The family.
    public static Family family() {
        return new Family(
                "text",
                TITLE,
                new Recognition(MiniCpm2b::describes, MiniCpm2b::describes),
                new MiniCpmRecipe(TITLE, true),
                Optional.empty(),
                new SentencePieceFiles(),
                new UserAiChat(false),
                new MakersSampling(new SamplingOptions(0.3f, LIBRARY_TOP_K, 0.8f, 1, 1, 0), true),
                List.of());
    }

    private static boolean describes(JsonObject config) {
        List<String> architectures = config.texts("architectures");
        boolean named = architectures.contains("MiniCPMForCausalLM")
                || (architectures.isEmpty()
                        && config.text("model_type").orElse("").equals("minicpm"));
        return named && !MiniCpmParts.isEarlyVision(config) && !MiniCpmParts.isLater(config);
    }

    private static boolean describes(GgufModel model) {
        return MiniCpmParts.hasDecoder(model) && !MiniCpmParts.readsPictures(model);
    }
}
