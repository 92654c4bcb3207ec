package dev.tuwen.vision;

import dev.tuwen.generate.EmbeddingRows;
import dev.tuwen.generate.PictureInPrompt;
import dev.tuwen.tokenizer.PictureMarks;
import dev.tuwen.vision.image.SlicePlan;
import java.util.List;

/// What a source image became for the decoder. Made by [VisionModel]; any thread.
///
/// @param plan how the image was cut
/// @param marks how its places are written into a prompt
/// @param pictures `[queries, hidden]` for each picture: the overview, then the slices row by row
public record ImageFeatures(SlicePlan plan, PictureMarks marks, List<EmbeddingRows> pictures) {

    /// Checks that plan and pictures agree.
    public ImageFeatures {
        pictures = List.copyOf(pictures);
        if (pictures.size() != plan.pictureCount()) {
            throw new IllegalArgumentException(
                    "image has features of " + pictures.size() + " pictures, its plan has " + plan.pictureCount());
        }
    }

    /// The image as a prompt holds it: its places and what goes there.
    public PictureInPrompt inPrompt() {
        return new PictureInPrompt(plan.placeholder(marks, pictures.getFirst().rows()), pictures);
    }
}
