package dev.tuwen.family.minicpm;

import dev.tuwen.family.VisionFacts;
import dev.tuwen.tokenizer.PictureMarks;
import dev.tuwen.tokenizer.PictureMarks.Mark;
import dev.tuwen.weights.gguf.GgufKeys;
import dev.tuwen.weights.gguf.GgufModel;
import dev.tuwen.weights.json.JsonObject;

/// Facts that members share. Stateless.
public final class MiniCpmParts {
    /// SigLIP so400m with 14 pixels a patch.
    public static final VisionFacts.Encoder ENCODER =
            new VisionFacts.Encoder("vit_so400m_patch14_siglip_384.webli", 1152, 27);

    /// A picture is `<image>`, one `<unk>` for each row it becomes, `</image>`; all slices of a source image stand in
    /// `<slice>` and `</slice>`.
    public static final PictureMarks MARKS = marks();

    private MiniCpmParts() {}

    private static PictureMarks marks() {
        var picture = new Mark("<image>", "</image>");
        return new PictureMarks("<unk>", picture, picture, new Mark("<slice>", "</slice>"));
    }

    /// Whether settings are of MiniCPM-V 1.0 or 2.0, which only the key `slice_mode` tells apart. Later members have
    /// the keys `version` and `vision_config`.
    public static boolean isEarlyVision(JsonObject config) {
        boolean named = config.text("model_type").orElse("").equals("minicpmv")
                || config.texts("architectures").contains("MiniCPMV");
        return named && !isLater(config);
    }

    /// Whether settings are of a later member.
    public static boolean isLater(JsonObject config) {
        return config.has("version") || config.has("vision_config");
    }

    /// Whether the decoder in GGUF files is of this kind.
    public static boolean hasDecoder(GgufModel model) {
        return MiniCpmGguf.isOfArchitecture(model);
    }

    /// Whether GGUF files are of a model that reads pictures.
    public static boolean readsPictures(GgufModel model) {
        return GgufModel.expectsPictures(model.metadata());
    }

    /// Whether an mmproj file says that source images are not cut.
    public static boolean isUncut(GgufModel model) {
        return model.mmproj()
                .flatMap(file -> file.metadata().truth(GgufKeys.SLICING))
                .filter(slicing -> !slicing)
                .isPresent();
    }
}
