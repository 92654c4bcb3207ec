package dev.tuwen.model.fourth;

import dev.tuwen.family.Family;
import dev.tuwen.family.Recognition;
import dev.tuwen.family.VisionFacts;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.tokenizer.PictureMarks;
import dev.tuwen.tokenizer.PictureMarks.Mark;
import java.util.List;

/// The family as a value.
public final class Fourth {
    private Fourth() {}

    /// The family.
    public static Family family() {
        Family second = KnownFamilies.ALL.byId("v2").orElseThrow();
        var marks = new PictureMarks(
                "<|row|>", new Mark("<image>", "</image>"), new Mark("<slice>", "</slice>"), new Mark("", ""));
        return new Family(
                "fourth",
                "the fourth",
                new Recognition(config -> config.text("model_type").orElse("").equals("fourth"), model -> false),
                second.decoder(),
                second.vision()
                        .map(facts -> new VisionFacts(
                                facts.encoder(), facts.keyPositions(), facts.slicing(), marks, facts.recipe())),
                new ByteFiles(),
                new ImStartChat(),
                second.sampling(),
                List.of("<|endoftext|>"));
    }
}
