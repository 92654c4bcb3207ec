package dev.tuwen.generate;

import java.util.List;

/// A picture as a prompt holds it. Made by the vision module; immutable.
///
/// @param placeholder its text: markers and unknown tokens, one run of unknown tokens for each entry of `features`
/// @param features of the overview, then of the slices row by row
public record PictureInPrompt(String placeholder, List<EmbeddingRows> features) {
    /// Copies the list.
    public PictureInPrompt {
        features = List.copyOf(features);
    }
}
