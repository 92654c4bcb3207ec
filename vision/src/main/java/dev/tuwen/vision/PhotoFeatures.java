package dev.tuwen.vision;

import dev.tuwen.generate.EmbeddingRows;
import dev.tuwen.generate.PictureInPrompt;
import dev.tuwen.tokenizer.PictureMarks;
import dev.tuwen.vision.image.SlicePlan;
import java.util.List;

/// What a photo became for the decoder. Made by [VisionModel]; any thread.
///
/// @param plan how the photo was cut
/// @param marks how its places are written into a prompt
/// @param pictures `[queries, hidden]` for each picture: the overview, then the cells row by row
public record PhotoFeatures(SlicePlan plan, PictureMarks marks, List<EmbeddingRows> pictures) {

    /// Checks that plan and pictures agree.
    public PhotoFeatures {
        pictures = List.copyOf(pictures);
        if (pictures.size() != plan.pictureCount()) {
            throw new IllegalArgumentException(
                    "photo has features of " + pictures.size() + " pictures, its plan has " + plan.pictureCount());
        }
    }

    /// The photo as a prompt holds it: its places and what goes there.
    public PictureInPrompt inPrompt() {
        return new PictureInPrompt(plan.placeholder(marks, pictures.getFirst().rows()), pictures);
    }
}
