package dev.tuwen.family;

import dev.tuwen.tokenizer.PictureMarks;
import java.util.function.Function;

/// What is true of the pictures of every model of a family.
///
/// @param encoder the vision encoder that was taken
/// @param keyPositions how the resampler's keys get their positions
/// @param slicing how source images become pictures, by a model's settings
/// @param marks how the places of pictures are written into a prompt
/// @param recipe how settings and tensors are read from a model's files
public record VisionFacts(
        Encoder encoder,
        KeyPositions keyPositions,
        Function<VisionSettings, Slicing> slicing,
        PictureMarks marks,
        VisionRecipe recipe) {
    /// A vision encoder by the name that models call it.
    ///
    /// @param name in `config.json`
    /// @param width columns of a patch's row; towers of other widths are not this one, as in tests
    /// @param blocks transformer blocks before any is dropped
    public record Encoder(String name, int width, int blocks) {}
}
